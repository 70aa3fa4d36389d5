/** All routes of the room "access" that are about people and their ways in. */
import type { Route } from "../platform/route.ts";
import { breakGlassRoutes } from "./break-glass.actions.ts";
import { firstSetupRoutes } from "./first-setup.actions.ts";
import { tokenRoutes } from "./machine-token.actions.ts";
import { noticeRoutes } from "./notice.actions.ts";
import { oidcRoutes } from "./oidc.actions.ts";
import { peopleRoutes } from "./people.actions.ts";
import { institutionRoutes } from "./people-institution.actions.ts";
import { roleRoutes } from "./people-roles.actions.ts";
import { purposesRoutes } from "./purposes.actions.ts";
import { recomputationRoutes } from "./recomputation.actions.ts";
import { sharingRuleRoutes } from "./sharing-rule.actions.ts";
import { sessionRoutes } from "./session.actions.ts";
import { factorRoutes } from "./sign-in-factors.actions.ts";
import { signInRoutes } from "./sign-in.actions.ts";

export const accessRoutes: readonly Route[] = [
  ...signInRoutes,
  ...oidcRoutes,
  ...firstSetupRoutes,
  ...sessionRoutes,
  ...factorRoutes,
  ...peopleRoutes,
  ...roleRoutes,
  ...institutionRoutes,
  ...tokenRoutes,
  ...breakGlassRoutes,
  ...purposesRoutes,
  ...noticeRoutes,
  ...recomputationRoutes,
  ...sharingRuleRoutes,
];
