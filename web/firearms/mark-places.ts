/** Where on a weapon a mark stands; named in the catalogue `firearms` under `place.`. */
export const MARK_PLACES = [
  "frame",
  "receiver",
  "slide",
  "barrel",
  "bolt",
  "cylinder",
  "stock",
  "magazine",
  "other",
  "not-recorded",
] as const;
