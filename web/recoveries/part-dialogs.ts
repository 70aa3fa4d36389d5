/** What the dialogs about the parts of a recovery have in common: taking the answer over, and where a fault belongs. */
import { useQueryClient } from "@tanstack/react-query";
import { readRecovery } from "../../src/recoveries/recovery.contract.ts";
import { asProblem, type ProblemAnswer } from "../calls/problem.ts";
import { keyOf } from "../calls/use-call.ts";
import { useToast } from "../parts/toast.tsx";
import type { RecoveryView } from "./recovery-page.tsx";

export type Party = RecoveryView["parties"][number];
export type Item = RecoveryView["items"][number];
export type RoutePoint = RecoveryView["route"][number];
export type Offence = RecoveryView["offences"][number];

export interface PartDialogProps {
  readonly recovery: RecoveryView;
  readonly onClose: () => void;
}

/** Takes the answered recovery over, says so, closes. */
export function useTaken(
  recovery: RecoveryView,
  said: string,
  onClose: () => void,
): (view: RecoveryView) => Promise<void> {
  const queries = useQueryClient();
  const toast = useToast();
  return async (view) => {
    queries.setQueryData(keyOf(readRecovery, { params: { id: recovery.id } }), view);
    await queries.invalidateQueries({ queryKey: ["journal.history"] });
    toast({ text: said });
    onClose();
  };
}

/** The problem of the call with its paths as the fields of the dialog have them. */
export function under(prefix: string, error: Error | null): ProblemAnswer | null {
  if (error === null) return null;
  const problem: ProblemAnswer = asProblem(error);
  return { ...problem, fields: problem.fields.map((field) => ({ ...field, path: `${prefix}${field.path}` })) };
}
