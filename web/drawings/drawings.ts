/** All drawings by their name. */
import { assaultRifle } from "./assault-rifle.ts";
import type { Drawing, DrawingId } from "./drawing.ts";
import { pistol } from "./pistol.ts";
import { revolver } from "./revolver.ts";
import { rifle } from "./rifle.ts";
import { shotgun } from "./shotgun.ts";
import { submachineGun } from "./submachine-gun.ts";

export const drawings: Readonly<Record<DrawingId, Drawing>> = {
  pistol,
  revolver,
  rifle,
  "assault-rifle": assaultRifle,
  shotgun,
  "submachine-gun": submachineGun,
};
