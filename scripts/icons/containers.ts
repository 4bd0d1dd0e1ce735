/** A Windows icon: PNG images of up to 256 pixels, by size. */
export function toIco(images: ReadonlyMap<number, Buffer>): Buffer {
  const header = Buffer.alloc(6 + images.size * 16);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(images.size, 4);
  let row = 6;
  let offset = header.length;
  for (const [size, png] of images) {
    header.writeUInt8(size % 256, row);
    header.writeUInt8(size % 256, row + 1);
    header.writeUInt16LE(1, row + 4);
    header.writeUInt16LE(32, row + 6);
    header.writeUInt32LE(png.length, row + 8);
    header.writeUInt32LE(offset, row + 12);
    row += 16;
    offset += png.length;
  }
  return Buffer.concat([header, ...images.values()]);
}

/** The types of PNG images in a macOS icon, by their size in pixels. */
const ICNS_TYPES: ReadonlyMap<number, readonly string[]> = new Map([
  [32, ['ic11']],
  [64, ['ic12']],
  [128, ['ic07']],
  [256, ['ic08', 'ic13']],
  [512, ['ic09', 'ic14']],
  [1024, ['ic10']],
]);

/** A macOS icon of the PNG images whose sizes it knows. */
export function toIcns(images: ReadonlyMap<number, Buffer>): Buffer {
  const entries = [...images].flatMap(([size, png]) =>
    (ICNS_TYPES.get(size) ?? []).map((type) => icnsBlock(type, png)),
  );
  return icnsBlock('icns', Buffer.concat(entries));
}

function icnsBlock(type: string, content: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.write(type, 'latin1');
  header.writeUInt32BE(content.length + 8, 4);
  return Buffer.concat([header, content]);
}
