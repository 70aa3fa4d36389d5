/** Why an archive cannot be used. The words are in the catalogue `backup` under `archive-faults`. */

export type ArchiveFaultCode =
  /** Not an archive of ours at all, or of a version this program does not know. */
  | "not-an-archive"
  | "version-unknown"
  /** The passphrase or key does not open it, or its first lines were altered. */
  | "key-wrong"
  | "recipient-other"
  /** Bytes changed, moved, missing or added. */
  | "damaged"
  | "cut-off"
  /** It opens, and what is inside is not as its list says. */
  | "list-differs";

export class ArchiveFault extends Error {
  readonly code: ArchiveFaultCode;
  readonly values: Readonly<Record<string, string | number>>;

  constructor(code: ArchiveFaultCode, values: Readonly<Record<string, string | number>> = {}) {
    super(`archive: ${code}`);
    this.name = "ArchiveFault";
    this.code = code;
    this.values = values;
  }
}
