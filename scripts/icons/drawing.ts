/** A point on the canvas of 1024 by 1024. */
export type Point = readonly [x: number, y: number];

export interface Shape {
  readonly points: readonly Point[];
  /** `#rrggbb`. */
  readonly fill: string;
}

export const CANVAS = 1024;

/**
 * The console's icon: a document, and around its lower corner the arrow that brings it back. Everything is a
 * polygon, so that the same points make the SVG and the bitmaps.
 */
export function drawIcon(): readonly Shape[] {
  const centre: Point = [668, 680];
  return [
    { fill: '#0f4c5c', points: roundedRectangle(48, 48, 928, 928, 208) },
    { fill: '#ffffff', points: [...sheet()] },
    {
      fill: '#b9d3d9',
      points: [
        [586, 176],
        [586, 310],
        [720, 310],
      ],
    },
    ...[410, 490, 570].map((y) => ({
      fill: '#7fa9b3',
      points: roundedRectangle(312, y, y === 570 ? 130 : 320, 36, 18),
    })),
    { fill: '#0f4c5c', points: circle(centre, 236) },
    { fill: '#f2a541', points: ringSegment(centre, 176, 112, -30, 222) },
    { fill: '#f2a541', points: arrowHead(centre, 144, -30) },
  ];
}

export function toSvg(shapes: readonly Shape[]): string {
  const paths = shapes.map(({ points, fill }) => {
    const d = points.map(([x, y]) => `${round(x)} ${round(y)}`).join('L');
    return `  <path fill="${fill}" d="M${d}Z"/>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${CANVAS} ${CANVAS}">\n${paths.join('\n')}\n</svg>\n`;
}

/** A sheet of paper whose upper right corner is folded down. */
function sheet(): readonly Point[] {
  const body = roundedRectangle(240, 176, 480, 600, 44);
  const withoutCorner = body.filter(([x, y]) => !(x > 586 && y < 310));
  const corner: readonly Point[] = [
    [586, 176],
    [720, 310],
  ];
  // The polygon starts at the upper right, where the corner was.
  return [...corner, ...withoutCorner];
}

/** Clockwise from the upper right corner. */
function roundedRectangle(
  x: number,
  y: number,
  width: number,
  height: number,
  radius: number,
): readonly Point[] {
  return [
    ...arc([x + width - radius, y + radius], radius, -90, 0),
    ...arc([x + width - radius, y + height - radius], radius, 0, 90),
    ...arc([x + radius, y + height - radius], radius, 90, 180),
    ...arc([x + radius, y + radius], radius, 180, 270),
  ];
}

function circle(centre: Point, radius: number): readonly Point[] {
  return arc(centre, radius, 0, 360);
}

function ringSegment(
  centre: Point,
  outer: number,
  inner: number,
  from: number,
  to: number,
): readonly Point[] {
  return [...arc(centre, outer, from, to), ...[...arc(centre, inner, from, to)].reverse()];
}

/** A triangle at the beginning of the ring, pointing against the clock. */
function arrowHead(centre: Point, radius: number, angle: number): readonly Point[] {
  return [
    onCircle(centre, radius - 108, angle + 2),
    onCircle(centre, radius + 108, angle + 2),
    onCircle(centre, radius + 14, angle - 56),
  ];
}

/** Degrees, clockwise from the right. */
function arc(centre: Point, radius: number, from: number, to: number): readonly Point[] {
  const steps = Math.max(2, Math.ceil(Math.abs(to - from) / 6));
  return Array.from({ length: steps + 1 }, (_, step) =>
    onCircle(centre, radius, from + ((to - from) * step) / steps),
  );
}

function onCircle([x, y]: Point, radius: number, angle: number): Point {
  const radians = (angle * Math.PI) / 180;
  return [x + radius * Math.cos(radians), y + radius * Math.sin(radians)];
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
