// A picture made small: at most 256 colours, those that it has most of and that one could tell apart.

import { crc32, deflateSync, inflateSync } from "node:zlib";

const SIGNATURE = 8;
/** Bytes of a pixel as the browser writes it: red, green, blue. */
const PIXEL = 3;
/** Colours that are no farther apart than this are one. */
const ALIKE = 40;

export function small(png: Buffer): Buffer {
  const { width, height, rows } = decoded(png);
  const counts = new Map<number, number>();
  for (let at = 0; at < rows.length; at += PIXEL) {
    const colour = rows.readUIntBE(at, PIXEL);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const palette: number[] = [];
  for (const [colour] of [...counts].sort(([, a], [, b]) => b - a))
    if (palette.length < 256 && palette.every((chosen) => far(chosen, colour) >= ALIKE)) palette.push(colour);
  const nearest = new Map([...counts.keys()].map((colour) => [colour, closest(colour, palette)]));
  const indexed = Buffer.alloc(height * (width + 1));
  for (let at = 0; at < width * height; at++) {
    const line = Math.floor(at / width);
    indexed[line * (width + 1) + 1 + (at % width)] = nearest.get(rows.readUIntBE(at * PIXEL, PIXEL))!;
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3], 8); // eight bits, by palette
  const colours = Buffer.alloc(palette.length * PIXEL);
  palette.forEach((colour, at) => colours.writeUIntBE(colour, at * PIXEL, PIXEL));
  const chunks = [chunk("IHDR", head), chunk("PLTE", colours), chunk("IDAT", deflateSync(indexed, { level: 9 })), chunk("IEND", Buffer.alloc(0))];
  return Buffer.concat([png.subarray(0, SIGNATURE), ...chunks]);
}

function closest(colour: number, palette: number[]): number {
  return palette.reduce((best, other, at) => (far(other, colour) < far(palette[best], colour) ? at : best), 0);
}

/** How far apart two colours are, squared. */
function far(one: number, other: number): number {
  return [16, 8, 0].reduce((sum, at) => sum + (((one >> at) & 255) - ((other >> at) & 255)) ** 2, 0);
}

function chunk(kind: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(kind, "latin1"), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

/** All pixels, line after line. Each line is stored as what it differs by from its left, from above, or both. */
function decoded(png: Buffer): { width: number; height: number; rows: Buffer } {
  const parts: Buffer[] = [];
  for (let at = SIGNATURE; at < png.length; ) {
    const length = png.readUInt32BE(at);
    if (png.toString("latin1", at + 4, at + 8) === "IDAT") parts.push(png.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  const [width, height, kind] = [png.readUInt32BE(16), png.readUInt32BE(20), png[25]];
  if (kind !== 2) throw new Error(`a picture of another kind than red, green and blue: ${kind}`);
  const stored = inflateSync(Buffer.concat(parts));
  const line = width * PIXEL;
  const rows = Buffer.alloc(height * line);
  for (let y = 0; y < height; y++) {
    const filter = stored[y * (line + 1)];
    for (let x = 0; x < line; x++) {
      const at = y * line + x;
      const left = x < PIXEL ? 0 : rows[at - PIXEL];
      const above = y === 0 ? 0 : rows[at - line];
      const corner = x < PIXEL || y === 0 ? 0 : rows[at - line - PIXEL];
      rows[at] = stored[y * (line + 1) + 1 + x] + [0, left, above, (left + above) >> 1, foretold(left, above, corner)][filter];
    }
  }
  return { width, height, rows };
}

/** Of the three, the one that is nearest to what a slope would give. */
function foretold(left: number, above: number, corner: number): number {
  const [toLeft, toAbove, toCorner] = [Math.abs(above - corner), Math.abs(left - corner), Math.abs(left + above - 2 * corner)];
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}
