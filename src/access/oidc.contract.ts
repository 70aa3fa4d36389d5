/** Signing in by an outside identity service (OpenID Connect): the calls. A browser goes there; nothing else calls them. */
import { z } from "zod";
import { contract } from "../platform/contract.ts";

export const oidcStart = contract({
  id: "access.oidc-start",
  method: "GET",
  path: "/sign-in/oidc/start",
  summary: "Go to the outside identity service",
  output: z.object({}),
  permission: "public",
  journal: "none",
  stream: "text/html",
});

export const oidcCallback = contract({
  id: "access.oidc-callback",
  method: "GET",
  path: "/sign-in/oidc/callback",
  summary: "Come back from the outside identity service",
  output: z.object({}),
  permission: "public",
  journal: "sign-in",
  stream: "text/html",
});
