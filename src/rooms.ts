/**
 * The list of all routes: the one place where the rooms come together. What is not here does not answer.
 */
import type { Route } from "./platform/route.ts";
import { sharingRoutes } from "./access/sharing.actions.ts";
import { accessRoutes } from "./access/sign-in.routes.ts";
import { figureRoutes } from "./figures/figures.actions.ts";
import { examinerRoutes } from "./firearms/examiner.actions.ts";
import { firearmRoutes } from "./firearms/firearm.actions.ts";
import { serialRuleRoutes } from "./firearms/serial-rules.actions.ts";
import { identificationReportRoutes } from "./firearms/identification-report.actions.ts";
import { journalRoutes } from "./journal/journal.actions.ts";
import { hitRoutes } from "./matching/hit.actions.ts";
import { hitHandoverRoutes } from "./matching/hit-handover.actions.ts";
import { hitThresholdRoutes } from "./matching/hit-threshold.actions.ts";
import { modelRoutes } from "./matching/learning/model.actions.ts";
import { lotRoutes } from "./matching/lot.actions.ts";
import { pastedCheckRoutes } from "./matching/pasted-check.actions.ts";
import { seenAgainRoutes } from "./matching/seen-again.actions.ts";
import { serialRoutes } from "./matching/serial-check.actions.ts";
import { sweepRoutes } from "./matching/sweep.actions.ts";
import { attachmentRoutes } from "./recoveries/attachment.actions.ts";
import { draftRoutes } from "./recoveries/draft.actions.ts";
import { gateRoutes } from "./recoveries/gate.actions.ts";
import { recoveryPartRoutes } from "./recoveries/recovery-parts.actions.ts";
import { overrideExportRoutes } from "./recoveries/override-export.actions.ts";
import { recoveryStatusRoutes } from "./recoveries/recovery-status.actions.ts";
import { recoveryRoutes } from "./recoveries/recovery.actions.ts";
import { extractRoutes } from "./registers/extract.actions.ts";
import { importRoutes } from "./registers/import.actions.ts";
import { registerRoutes } from "./registers/register.actions.ts";
import { curatorRoutes } from "./reference/curator.actions.ts";
import { referenceRoutes } from "./reference/reference.actions.ts";

export const routes: readonly Route[] = [
  ...figureRoutes,
  ...recoveryRoutes,
  ...gateRoutes,
  ...recoveryPartRoutes,
  ...overrideExportRoutes,
  ...recoveryStatusRoutes,
  ...draftRoutes,
  ...attachmentRoutes,
  ...firearmRoutes,
  ...examinerRoutes,
  ...serialRuleRoutes,
  ...identificationReportRoutes,
  ...sharingRoutes,
  ...accessRoutes,
  ...serialRoutes,
  ...hitRoutes,
  ...hitHandoverRoutes,
  ...hitThresholdRoutes,
  ...modelRoutes,
  ...pastedCheckRoutes,
  ...lotRoutes,
  ...seenAgainRoutes,
  ...sweepRoutes,
  ...journalRoutes,
  ...referenceRoutes,
  ...curatorRoutes,
  ...registerRoutes,
  ...importRoutes,
  ...extractRoutes,
];
