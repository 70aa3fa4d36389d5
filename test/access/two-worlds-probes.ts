/** Questions of two worlds about things that are only in one of them. */
import { addGround, changeRecovery, listRecoveries, readRecovery } from "../../src/recoveries/recovery.contract.ts";
import { addReading, identify, readFirearm } from "../../src/firearms/firearm.contract.ts";
import { explainAccess, readAudience, shareRecord } from "../../src/access/sharing.contract.ts";
import { readHistory } from "../../src/journal/journal.contract.ts";
import { downloadImportRows, listImportRows, previewImport, readImport } from "../../src/registers/import.contract.ts";
import { listExtractChanges, printExtractReport, readExtractReport } from "../../src/registers/extract.contract.ts";
import { readRecord, readRegister } from "../../src/registers/register.contract.ts";
import { decideHit, listHits, readHit } from "../../src/matching/hit.contract.ts";
import type { SharedKind } from "./oracle.ts";
import { probeNewRooms, type Asked } from "./two-worlds-rooms.ts";

/** Questions about things that are only in world B; in world A the ids belong to nothing. */
export function probes(ids: readonly string[], numbers: readonly string[]): Asked[] {
  const asked: Asked[] = numbers.map((q) => ({ contract: listRecoveries, input: { query: { q } } }));
  for (const id of ids) {
    asked.push(...probeNewRooms(id));
    for (const contract of [
      readRecovery,
      readFirearm,
      readHit,
      readRecord,
      readRegister,
      readImport,
      previewImport,
      listImportRows,
      downloadImportRows,
      readExtractReport,
      listExtractChanges,
    ])
      asked.push({ contract, input: { params: { id } } });
    asked.push({ contract: printExtractReport, input: { params: { id }, query: { language: "en" } } });
    for (const kind of ["recovery", "firearm", "register-record"] satisfies SharedKind[]) {
      for (const contract of [readAudience, explainAccess, readHistory])
        asked.push({ contract, input: { params: { kind, id } } });
      asked.push({
        contract: shareRecord,
        input: { params: { kind, id }, body: { with: { institution: "COURT" }, reason: "trying" } },
      });
    }
    asked.push({ contract: listHits, input: { query: { record: id } } });
    asked.push({
      contract: changeRecovery,
      input: { params: { id }, body: { version: 1, changes: { region: "x" }, reason: "trying" } },
    });
    asked.push({ contract: addGround, input: { params: { id }, body: { written: "trying" } } });
    asked.push({
      contract: identify,
      input: { params: { id }, body: { aspect: "year", written: "1990", source: "eye" } },
    });
    asked.push({
      contract: addReading,
      input: {
        params: { id },
        body: { mark: { kind: "serial", place: "frame" }, reading: { written: "1", state: "clear" } },
      },
    });
    asked.push({
      contract: decideHit,
      input: { params: { id }, body: { verb: "confirm", reason: "trying", version: 1 } },
    });
  }
  return asked;
}
