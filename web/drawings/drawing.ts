/**
 * What a line drawing is made of: shapes that are filled and outlined, lines that tell one part from another, and the
 * named spots where a mark may stand.
 *
 * Promises: each drawing is a true side view in proportion, muzzle to the left for the left side; every spot names a
 * place of reference-data/mark-places.csv, so that what is tapped is what the list says. Refuses: to show one model:
 * a drawing stands for its type.
 */
export type Side = "left" | "right";

/** steel: outlined and light; wood: grip, stock, forend; dark: openings and hollows; line: an edge inside a part. */
export type Material = "steel" | "wood" | "dark" | "line";

export interface Shape {
  readonly is: Material;
  /** Path data, in the drawing's own units. */
  readonly d: string;
}

export interface Spot {
  /** Code of the place. */
  readonly place: string;
  readonly x: number;
  readonly y: number;
}

export interface Drawing {
  readonly id: DrawingId;
  readonly width: number;
  readonly height: number;
  /** Seen from both sides. */
  readonly shapes: readonly Shape[];
  /** Only on this side, in the units of the left view: the right view is its mirror image. */
  readonly only: Readonly<Record<Side, readonly Shape[]>>;
  readonly spots: Readonly<Record<Side, readonly Spot[]>>;
}

export const drawingIds = ["pistol", "revolver", "rifle", "assault-rifle", "shotgun", "submachine-gun"] as const;
export type DrawingId = (typeof drawingIds)[number];

/** The drawing of a type of firearm-types.csv; undefined where none would be true. */
export function drawingOf(type: string | null): DrawingId | undefined {
  if (type === null) return undefined;
  if (/submachine|smg/.test(type)) return "submachine-gun";
  if (/revolver/.test(type)) return "revolver";
  if (/^rifle-(assault|battle)$|^carbine-self-loading$|^machine-gun-light$/.test(type)) return "assault-rifle";
  if (/shotgun|combination|smooth-bore/.test(type)) return "shotgun";
  if (/rifle|carbine|muzzle-loader|long-gun/.test(type)) return "rifle";
  if (/pistol|handgun|limited-damage|^gas$|^signal$|^converted$/.test(type)) return "pistol";
  return undefined;
}
