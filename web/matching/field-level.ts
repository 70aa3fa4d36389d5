/** How two values of one field stand to each other, in the reader's eyes; the score's own levels know more than is shown. */

/**
 * The level as its reader sees it: what is written alike is the same, whatever the lists call it; who is silent is said
 * by side, since "one of them" is no answer when neither speaks.
 */
export function levelShown(level: string, left: string, right: string): string {
  if (level === "missing" || left === "" || right === "") {
    if (left === "" && right === "") return "bothMissing";
    if (left === "") return "leftMissing";
    return right === "" ? "rightMissing" : level;
  }
  if (left.trim().toLocaleLowerCase() !== right.trim().toLocaleLowerCase()) return level;
  if (level === "alias") return "same";
  return level === "family" || level === "similar" ? "alikeApart" : level;
}
