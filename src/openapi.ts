/**
 * OpenAPI 3.1 from the contracts. Written to docs/generated/openapi.json and checked for drift; served at
 * /api/openapi.json with a documentation page at /api/docs that needs no other host.
 */
import { z } from "zod";
import { apiBase } from "./platform/http-server.ts";
import { problemBody } from "./platform/http-problem.ts";
import type { Contract } from "./platform/contract.ts";
import { routes } from "./rooms.ts";

type JsonSchema = Readonly<Record<string, unknown>>;

function schema(type: z.ZodType, io: "input" | "output"): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(type, {
    io,
    unrepresentable: "any",
    target: "draft-2020-12",
  }) as Record<string, unknown>;
  return rest;
}

function parameters(contract: Contract): JsonSchema[] {
  const list: JsonSchema[] = [];
  for (const [place, type] of [
    ["path", contract.params],
    ["query", contract.query],
  ] as const) {
    if (type === undefined) continue;
    const object = schema(type, "input") as { properties?: Record<string, JsonSchema>; required?: string[] };
    for (const [name, property] of Object.entries(object.properties ?? {})) {
      list.push({
        name,
        in: place,
        required: place === "path" || (object.required ?? []).includes(name),
        schema: property,
      });
    }
  }
  if (contract.purpose === "required") {
    list.push({
      name: "Tamga-Purpose",
      in: "header",
      required: true,
      description: "Purpose code, optionally `; ` and percent-encoded text (Directive (EU) 2016/680 art. 25)",
      schema: { type: "string" },
    });
  }
  if (contract.idempotent === true) {
    list.push({
      name: "Idempotency-Key",
      in: "header",
      required: false,
      description: "A replay gives the first answer and has no second effect",
      schema: { type: "string", minLength: 8, maxLength: 128 },
    });
  }
  return list;
}

function operation(contract: Contract): JsonSchema {
  const room = contract.id.split(".")[0] ?? contract.id;
  const problem = (description: string): JsonSchema => ({
    description,
    content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
  });
  return {
    operationId: contract.id,
    tags: [room],
    summary: contract.summary,
    "x-permission": contract.permission,
    "x-journal": contract.journal,
    ...(contract.permission === "public" ? { security: [] } : {}),
    parameters: parameters(contract),
    ...(contract.upload === true
      ? {
          requestBody: {
            required: true,
            content: { "application/octet-stream": { schema: { type: "string", format: "binary" } } },
          },
        }
      : contract.body === undefined
        ? {}
        : {
            requestBody: {
              required: true,
              content: { "application/json": { schema: schema(contract.body, "input") } },
            },
          }),
    responses: {
      "200": {
        description: "Done",
        content:
          contract.stream === undefined
            ? { "application/json": { schema: schema(contract.output, "output") } }
            : { [contract.stream]: { schema: { type: "string" } } },
      },
      ...(contract.permission === "public" ? {} : { "401": problem("Not signed in") }),
      "403": problem("The role does not include this"),
      "404": problem("Not there, or not open to the caller: the same answer"),
      "422": problem("Fields that are wrong, each named"),
      ...(contract.purpose === "required" ? { "428": problem("A purpose must be stated") } : {}),
    },
  };
}

export function openapiDocument(): JsonSchema {
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const { contract } of routes) {
    const path = `${apiBase}${contract.path.replaceAll(/:([A-Za-z]+)/g, "{$1}")}`;
    paths[path] = { ...paths[path], [contract.method.toLowerCase()]: operation(contract) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Tamga",
      version: "1",
      description:
        "National firearms focal point. Sign in with a session cookie (and the header `Tamga-Request: 1` on changes) or a machine token as bearer. Every answer holds only what the caller may see.",
      license: { name: "AGPL-3.0-or-later", identifier: "AGPL-3.0-or-later" },
    },
    security: [{ session: [] }, { machine: [] }],
    paths: Object.fromEntries(Object.entries(paths).sort(([a], [b]) => (a < b ? -1 : 1))),
    components: {
      securitySchemes: {
        session: { type: "apiKey", in: "cookie", name: "tamga_session" },
        machine: { type: "http", scheme: "bearer" },
      },
      schemas: { Problem: schema(problemBody, "output") },
    },
  };
}
