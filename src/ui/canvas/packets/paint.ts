// Painting a scene: packets with their numbers, and the bursts of those that ended.
import type { Point } from '../layout/model.ts';
import type { Figure, Scene } from './figures.ts';
import { type Glyphs, glyphScale, type Level, levelAt, type Pen } from './glyph.ts';
import type { Palette } from './palette.ts';

export interface View {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
  /** Device pixels to a CSS pixel. */
  readonly density: number;
}

/** What lies further out of sight than this is not drawn, in CSS pixels. */
const OUT = 60;
/** How large a number is beside an envelope, and beside a dot. */
const COUNT_SIZE = { label: 12, letter: 12, dot: 11 } as const;

/** Paints the scene; the pen's canvas is cleared first. */
export function paint(pen: Pen, scene: Scene, view: View, glyphs: Glyphs, palette: Palette, still: boolean): void {
  const { width, height } = pen.canvas;
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.clearRect(0, 0, width, height);
  pen.setTransform(view.density, 0, 0, view.density, 0, 0);
  const scale = glyphScale(view.zoom);
  const level = levelAt(view.zoom);
  const at = (point: Point) => ({ x: point.x * view.zoom + view.x, y: point.y * view.zoom + view.y });
  const inSight = ({ x, y }: Point) =>
    x > -OUT && y > -OUT && x < width / view.density + OUT && y < height / view.density + OUT;
  if (still) for (const figure of scene.figures) highlight(pen, figure, figure.line.map(at), palette);
  for (const figure of scene.figures) {
    const place = at(figure);
    if (inSight(place)) drawFigure(pen, figure, place, { level, scale, density: view.density, glyphs, palette });
  }
  for (const burst of scene.bursts) {
    const place = at(burst);
    if (inSight(place)) explode(pen, place, burst.age, scale, palette);
  }
  pen.globalAlpha = 1;
}

interface Style {
  readonly level: Level;
  readonly scale: number;
  readonly density: number;
  readonly glyphs: Glyphs;
  readonly palette: Palette;
}

function drawFigure(pen: Pen, figure: Figure, { x, y }: Point, style: Style): void {
  const { level, scale, density, glyphs, palette } = style;
  const sprite = glyphs.of(figure.look, level, scale * density);
  const width = sprite.width * scale;
  const height = sprite.height * scale;
  pen.drawImage(sprite.image, x - width / 2, y - height / 2, width, height);
  if (figure.count === 1) return;
  const corner = level === 'dot' ? { x: x + 9, y: y - 9 } : { x: x + width / 2 - 3, y: y - height / 2 + 2 };
  countBadge(pen, corner, `×${figure.count}`, COUNT_SIZE[level], palette);
}

function highlight(pen: Pen, { look }: Figure, line: readonly Point[], palette: Palette): void {
  pen.beginPath();
  for (const point of line) pen.lineTo(point.x, point.y);
  pen.lineWidth = 7;
  pen.globalAlpha = 0.55;
  pen.strokeStyle = palette.colours.get(look.protocol) ?? palette.drop;
  pen.stroke();
  pen.globalAlpha = 1;
}

function countBadge(pen: Pen, { x, y }: Point, text: string, size: number, palette: Palette): void {
  pen.font = `700 ${size}px ${palette.font}`;
  const width = Math.max(18, pen.measureText(text).width + 9);
  pen.beginPath();
  pen.roundRect(x - width / 2, y - 9, width, 18, 9);
  pen.fillStyle = palette.edge;
  pen.fill();
  pen.lineWidth = 1.5;
  pen.strokeStyle = palette.text;
  pen.stroke();
  pen.fillStyle = palette.text;
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.fillText(text, x, y + 0.5);
}

/** Eight short rays that fly apart and fade: a drop seen from the corner of the eye, without flashing. */
function explode(pen: Pen, { x, y }: Point, age: number, scale: number, palette: Palette): void {
  const near = (6 + 12 * age) * scale;
  const far = near + 9 * (1 - age) * scale + 2;
  pen.globalAlpha = 1 - age * age;
  pen.strokeStyle = palette.drop;
  pen.lineWidth = 3;
  pen.lineCap = 'round';
  pen.beginPath();
  for (let ray = 0; ray < 8; ray += 1) {
    const angle = (ray * Math.PI) / 4;
    pen.moveTo(x + Math.cos(angle) * near, y + Math.sin(angle) * near);
    pen.lineTo(x + Math.cos(angle) * far, y + Math.sin(angle) * far);
  }
  pen.stroke();
}
