/** The marks of house and institutions as path data on a 24-unit grid, for paper; the desk draws the same. */
export const houseSign =
  "M12 14.5V8.5L8.5 3H3v6.5h4M12 8.5 15.5 3H21v6.5h-4M12 14.5a3.6 3.6 0 1 0 0 7.2 3.6 3.6 0 0 0 0-7.2Z";

const signs: Readonly<Record<string, string>> = {
  BORDER: "M8.5 2h7v20h-7ZM8.5 9.5l7-5M8.5 16.5l7-5M2 22h20",
  CUSTOMS: "M4 22V11a8 8 0 0 1 16 0v11M4 15h16M12 3v6",
  POLICE: "M4 3.5h16V12l-8 9.5L4 12ZM7.5 8.5 12 13l4.5-4.5",
  SECURITY: "M2 12c5.5-10 14.5-10 20 0-5.5 10-14.5 10-20 0ZM12 8v8",
  DEFENCE: "M4 22V3h4v4.5h2.2V3h3.6v4.5H16V3h4v19ZM12 22v-7",
  PROSECUTOR: "M12 22 6 9.5 12 2l6 7.5ZM12 22V11M9.5 11h5",
  COURT: "M12 2v20M7 22h10M4 6h16M1.8 14h6.4L5 6.5ZM15.8 14h6.4L19 6.5Z",
  FOCAL:
    "M12 8.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7ZM12 1.5v5M12 17.5v5M1.5 12h5M17.5 12h5M4.5 4.5l3.6 3.6M15.9 15.9l3.6 3.6M19.5 4.5l-3.6 3.6M8.1 15.9l-3.6 3.6",
};
const seal = "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM8 12h8";

/** The mark of an institution by its code; a plain seal for one without a mark of its own. */
export function signPath(code: string): string {
  return signs[code] ?? seal;
}

export const signedInstitutions: readonly string[] = Object.keys(signs);
