import { deflateSync } from 'node:zlib';
import { crc32 } from '../invent/zip.ts';
import { CANVAS, type Shape } from './drawing.ts';

/** Rows of a pixel that are looked at to smooth its edges. */
const SUBROWS = 8;

/** Fills the shapes, in order, on a transparent square of `size` pixels, and returns it as a PNG. */
export function toPng(shapes: readonly Shape[], size: number): Buffer {
  const pixels = new Float64Array(size * size * 4);
  for (const shape of shapes) blend(pixels, coverage(shape, size), shape.fill);
  return encodePng(pixels, size);
}

/** How much of each pixel a polygon covers, 0 to 1. */
function coverage(shape: Shape, size: number): Float64Array {
  const scale = size / CANVAS;
  const covered = new Float64Array(size * size);
  for (let subrow = 0; subrow < size * SUBROWS; subrow += 1) {
    const crossings = crossingsAt(shape, (subrow + 0.5) / SUBROWS / scale).map((x) => x * scale);
    const row = Math.floor(subrow / SUBROWS) * size;
    for (let pair = 0; pair + 1 < crossings.length; pair += 2) {
      addSpan(covered, row, size, crossings[pair] ?? 0, crossings[pair + 1] ?? 0);
    }
  }
  return covered;
}

function crossingsAt({ points }: Shape, y: number): number[] {
  const crossings: number[] = [];
  let [x1, y1] = points[points.length - 1] ?? [0, 0];
  for (const [x2, y2] of points) {
    if (y1 <= y !== y2 <= y) crossings.push(x1 + ((y - y1) / (y2 - y1)) * (x2 - x1));
    [x1, y1] = [x2, y2];
  }
  return crossings.sort((a, b) => a - b);
}

function addSpan(covered: Float64Array, row: number, size: number, from: number, to: number): void {
  for (let x = Math.max(0, Math.floor(from)); x < Math.min(size, to); x += 1) {
    const part = Math.min(to, x + 1) - Math.max(from, x);
    covered[row + x] = (covered[row + x] ?? 0) + part / SUBROWS;
  }
}

/** Lays a colour over the pixels; they hold red, green, blue and alpha from 0 to 1, not premultiplied. */
function blend(pixels: Float64Array, covered: Float64Array, fill: string): void {
  const colour = [1, 3, 5].map((at) => Number.parseInt(fill.slice(at, at + 2), 16) / 255);
  for (const [index, share] of covered.entries()) {
    if (share === 0) continue;
    const top = Math.min(1, share);
    const below = (pixels[index * 4 + 3] ?? 0) * (1 - top);
    const alpha = top + below;
    for (const [channel, value] of colour.entries()) {
      const old = pixels[index * 4 + channel] ?? 0;
      pixels[index * 4 + channel] = (value * top + old * below) / alpha;
    }
    pixels[index * 4 + 3] = alpha;
  }
}

function encodePng(pixels: Float64Array, size: number): Buffer {
  const raw = Buffer.alloc(size * (size * 4 + 1));
  for (let y = 0; y < size; y += 1) {
    for (let at = 0; at < size * 4; at += 1) {
      raw[y * (size * 4 + 1) + 1 + at] = Math.round((pixels[y * size * 4 + at] ?? 0) * 255);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(raw, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const frame = Buffer.alloc(body.length + 8);
  frame.writeUInt32BE(content.length, 0);
  body.copy(frame, 4);
  frame.writeUInt32BE(crc32(body), body.length + 4);
  return frame;
}
