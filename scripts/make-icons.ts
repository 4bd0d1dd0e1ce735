import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { toPng } from './icons/bitmap.ts';
import { toIcns, toIco } from './icons/containers.ts';
import { drawIcon, toSvg } from './icons/drawing.ts';

/** Makes `resources/icons`: the drawing as SVG, and from it the bitmaps that each system wants. */
const SIZES = [16, 24, 32, 48, 64, 128, 256, 512, 1024];

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const folder = path.join(root, 'resources/icons');
mkdirSync(folder, { recursive: true });

const shapes = drawIcon();
writeFileSync(path.join(folder, 'icon.svg'), toSvg(shapes));
const images = new Map(SIZES.map((size) => [size, toPng(shapes, size)]));
for (const [size, png] of images) {
  if (size <= 512) writeFileSync(path.join(folder, `${size}x${size}.png`), png);
}
writeFileSync(path.join(folder, 'icon.png'), toPng(shapes, 512));
writeFileSync(path.join(folder, 'icon.ico'), toIco(new Map([...images].filter(([size]) => size <= 256))));
writeFileSync(path.join(folder, 'icon.icns'), toIcns(images));
