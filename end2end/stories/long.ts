// A run of 20,000 observations, made as any other: a mission that goes over many records, step by step.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Portal } from "./portal.ts";

const RECORDS = 500;
const CHECKS = 39;

/** What the run has at least: each record is checked so often and concluded once. */
export const LONG = RECORDS * (CHECKS + 1);

/** Starts it and answers its id at once. */
export async function startLongRun(portal: Portal): Promise<string> {
  const mark = `Volume ${Date.now()}`;
  const subjects = Array.from({ length: RECORDS }, (_, at) => `${mark} number ${String(at + 1).padStart(4, "0")}`);
  await portal.org.createMany("Task", subjects.map((Subject) => ({ Subject, Status: "Completed" })));
  const folder = await mkdtemp(join(tmpdir(), "countersign-mission-"));
  try {
    const file = join(folder, "many-checks.toml");
    await writeFile(file, mission());
    await portal.command("joel", "publish", file);
  } finally {
    await rm(folder, { recursive: true });
  }
  const { id } = await portal.command("ana", "run", "many-checks", "--input", `mark=${mark}`);
  return id;
}

function mission(): string {
  const checks = Array.from({ length: CHECKS }, (_, at) => [
    "[[step]]",
    `key = "check_${at + 1}"`,
    `label = "Check ${at + 1}"`,
    'under = "each"',
    'kind = "branch"',
    'otherwise = "short"',
    "[[step.case]]",
    'name = "long"',
    'when = [{ value = "items.each.Subject", is_not = "" }]',
    "",
  ]);
  return `
format = 1
slug = "many-checks"
title = "Many checks"
purpose = "Looks at many tasks, one check after the other, and proposes nothing."

[budget]
records = 2000
calls = 100

[[input]]
key = "mark"
label = "What the subjects begin with"

[[scope]]
object = "Task"
read = ["Subject", "Status"]

[[step]]
key = "tasks"
label = "Read the tasks"
kind = "read"
object = "Task"
where = [{ field = "Subject", starts_with = { ref = "input.mark" } }]
fields = ["Subject", "Status"]
limit = 2000

[[step]]
key = "each"
label = "Each task"
kind = "for_each"
over = "steps.tasks"
most = 2000

${checks.flat().join("\n")}
[[step]]
key = "fine"
label = "Is it fine"
under = "each"
kind = "conclude"
verdict = "no_action_needed"
because = "{items.each.Subject} is fine"
`;
}
