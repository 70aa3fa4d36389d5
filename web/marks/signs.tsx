/**
 * The marks. A tamga told with one look whose a thing was; here it tells whose a record is before one reads.
 *
 * Promises: every mark is a line sign on a 24-unit grid, straight chisel ends, one weight, so that it can be cut in
 * metal, printed on a fax and told apart at 16 px. Colour is the text's own. Refuses: fills, gradients, emblems of
 * real services.
 */
import type { ReactElement } from "react";

export type InstitutionCode =
  | "BORDER"
  | "CUSTOMS"
  | "POLICE"
  | "SECURITY"
  | "DEFENCE"
  | "PROSECUTOR"
  | "COURT"
  | "FOCAL";

/** The sign of the house: two horns, a stem, and the ring in which they meet. */
const HOUSE = "M12 14.5V8.5L8.5 3H3v6.5h4M12 8.5 15.5 3H21v6.5h-4M12 14.5a3.6 3.6 0 1 0 0 7.2 3.6 3.6 0 0 0 0-7.2Z";

const PATHS: Readonly<Record<InstitutionCode, string>> = {
  // A striped boundary post.
  BORDER: "M8.5 2h7v20h-7ZM8.5 9.5l7-5M8.5 16.5l7-5M2 22h20",
  // A gate with its bar down.
  CUSTOMS: "M4 22V11a8 8 0 0 1 16 0v11M4 15h16M12 3v6",
  // A shield with the chevron of rank.
  POLICE: "M4 3.5h16V12l-8 9.5L4 12ZM7.5 8.5 12 13l4.5-4.5",
  // A watching eye.
  SECURITY: "M2 12c5.5-10 14.5-10 20 0-5.5 10-14.5 10-20 0ZM12 8v8",
  // A fortress wall.
  DEFENCE: "M4 22V3h4v4.5h2.2V3h3.6v4.5H16V3h4v19ZM12 22v-7",
  // The pen that writes the charge.
  PROSECUTOR: "M12 22 6 9.5 12 2l6 7.5ZM12 22V11M9.5 11h5",
  // Scales.
  COURT: "M12 2v20M7 22h10M4 6h16M1.8 14h6.4L5 6.5ZM15.8 14h6.4L19 6.5Z",
  // Eight lines that point at one ring.
  FOCAL:
    "M12 8.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7ZM12 1.5v5M12 17.5v5M1.5 12h5M17.5 12h5M4.5 4.5l3.6 3.6M15.9 15.9l3.6 3.6M19.5 4.5l-3.6 3.6M8.1 15.9l-3.6 3.6",
};

/** A record of an institution that this node does not know by a mark of its own gets the plain seal. */
const SEAL = "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM8 12h8";

interface SignProps {
  /** CSS pixels; 16 beside text, 20 in headings. */
  readonly size?: number;
  readonly className?: string;
}

function Sign({ path, size = 16, className }: SignProps & { readonly path: string }): ReactElement {
  return (
    <svg
      className={className === undefined ? "sign" : `sign ${className}`}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={size >= 32 ? 1.75 : 2}
      strokeLinejoin="miter"
      aria-hidden="true"
      focusable="false"
    >
      <path d={path} />
    </svg>
  );
}

/** The mark of Tamga. Decorative: say the name beside it. */
export function HouseSign(props: SignProps): ReactElement {
  return <Sign path={HOUSE} {...props} />;
}

/** The mark of one institution by its code; unknown codes get a plain seal. Decorative: say the name beside it. */
export function InstitutionSign({ code, ...rest }: SignProps & { readonly code: string }): ReactElement {
  const path = (PATHS as Readonly<Record<string, string | undefined>>)[code] ?? SEAL;
  return <Sign path={path} {...rest} />;
}

export const INSTITUTION_CODES = Object.keys(PATHS) as readonly InstitutionCode[];
