/**
 * Progress of long work on the terminal (architecture §7).
 *
 * Promises: on a terminal one line that moves; elsewhere (a service manager, a pipe) a plain line every few seconds; always on
 * standard error, so that results on standard output stay clean for `--json`. Refuses: to guess an end it does not know.
 */

export interface ProgressOutput {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface Progress {
  /** Work done so far, in the unit of `total`; `note` replaces the words behind the numbers. */
  update(done: number, note?: string): void;
  /** Ends the line; `note` is what to say at the end. */
  end(note?: string): void;
}

export interface ProgressOptions {
  readonly label: string;
  /** Expected amount; without it only the count is shown. */
  readonly total?: number | undefined;
  readonly output?: ProgressOutput;
  /** Milliseconds, monotonic. */
  readonly now?: () => number;
  /** Groups digits the way the reader's language does. */
  readonly language?: string;
}

const TERMINAL_EVERY_MS = 100;
const PLAIN_EVERY_MS = 5_000;

export function createProgress(options: ProgressOptions): Progress {
  const { label, total, output = process.stderr, now = () => performance.now(), language = "en" } = options;
  const number = new Intl.NumberFormat(language);
  const percent = new Intl.NumberFormat(language, { style: "percent" });
  const terminal = output.isTTY === true;
  const begun = now();
  let shownAt = terminal ? Number.NEGATIVE_INFINITY : begun;
  let done = 0;
  let words = "";
  let ended = false;

  function line(): string {
    const seconds = (now() - begun) / 1000;
    const parts = [label];
    if (total !== undefined && total > 0) {
      parts.push(percent.format(Math.min(1, done / total)), `${number.format(done)} / ${number.format(total)}`);
    } else {
      parts.push(number.format(done));
    }
    if (seconds >= 1) parts.push(`${number.format(Math.round(done / seconds))}/s`);
    if (words !== "") parts.push(words);
    return parts.join("  ");
  }

  function draw(text: string): void {
    const width = (output.columns ?? 80) - 1;
    // Erase to the end of the line, so that a shorter text leaves no tail.
    output.write(terminal ? `\r${text.slice(0, width)}\u001B[K` : `${text}\n`);
  }

  return {
    update(next, note) {
      done = next;
      if (note !== undefined) words = note;
      const moment = now();
      if (ended || moment - shownAt < (terminal ? TERMINAL_EVERY_MS : PLAIN_EVERY_MS)) return;
      shownAt = moment;
      draw(line());
    },
    end(note) {
      if (ended) return;
      ended = true;
      if (note !== undefined) words = note;
      const shown = terminal || shownAt > begun || note !== undefined;
      if (shown) draw(line());
      if (terminal) output.write("\n");
    },
  };
}
