// The portal under test: one server a worker, with a sandbox org beside it and a data folder of its own.

import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { AxeBuilder } from "@axe-core/playwright";
import { type Page, test as base, expect } from "@playwright/test";
import { type Company, Org } from "./org.ts";

export type Ready = {
  portal: string;
  sandbox: { url: string; client_id: string; client_secret: string; control_url: string };
  cast: Member[];
};

export type Member = { email: string; password: string; role: string };

export class Portal {
  constructor(
    readonly ready: Ready,
    readonly org: Org,
  ) {}

  member(name: string): Member {
    return this.ready.cast.find((member) => member.email.startsWith(`${name}@`))!;
  }

  /** Runs a command as someone, as a person would in a terminal, and reads what it answers. */
  async command(name: string, ...words: string[]): Promise<any> {
    const { email, password } = this.member(name);
    const options = { env: { ...process.env, COUNTERSIGN_PASSWORD: password } };
    const line = [...words, "--portal", this.ready.portal, "--as", email, "--json"];
    const { stdout } = await promisify(execFile)(process.env.COUNTERSIGN!, line, options);
    return stdout.trim() ? JSON.parse(stdout.trim().split("\n").at(-1)!) : undefined;
  }

  /** A lead of the company, made as any other program makes one. Answers its id. */
  newLead(company: Company, fields: Record<string, unknown> = {}): Promise<string> {
    return this.org.create("Lead", {
      FirstName: "Mara",
      LastName: "Quill",
      Company: company.name,
      Email: `mara.quill@${company.domain}`,
      Phone: company.phone,
      Status: "Open - Not Contacted",
      ...fields,
    });
  }

  /** Somebody starts the main job for a lead of a company that is there twice, or once. Answers when a decision waits. */
  async runThatAsks({ by = "ana", twins = true, lead = {}, account = {}, ...asking }: Asking = {}): Promise<{ run: string; decision: string; company: Company }> {
    const company = await this.org.plant(twins, account, asking.company);
    const id = await this.newLead(company, lead);
    const { id: run } = await this.command(by, "run", "reconcile-duplicates", "--input", `lead=${id}`);
    let decision: string | undefined;
    await expect(async () => {
      const { items } = await this.command("ben", "decisions", "--limit", "200");
      decision = items.find((item: { run: string }) => item.run === run)?.id;
      expect(decision).toBeTruthy();
    }).toPass();
    return { run, decision: decision!, company };
  }

  /** Calls the HTTP API as someone. */
  async api(name: string, method: string, path: string, body?: string): Promise<any> {
    const { email, password } = this.member(name);
    const json = { "content-type": "application/json" };
    const signIn = await fetch(`${this.ready.portal}/api/v1/sign-in`, { method: "POST", headers: json, body: JSON.stringify({ email, password }) });
    const { token } = (await signIn.json()) as { token: string };
    const answer = await fetch(`${this.ready.portal}/api/v1${path}`, { method, body, headers: { authorization: `Bearer ${token}` } });
    const text = await answer.text();
    expect(answer.ok, `${method} ${path}: ${answer.status} ${text}`).toBe(true);
    return text && JSON.parse(text);
  }
}

type Asking = { by?: string; twins?: boolean; lead?: Record<string, unknown>; account?: Record<string, unknown>; company?: Company };

/** A page that also says what the browser complained about. */
type Story = { complaints: string[] };

export const test = base.extend<Story, { portal: Portal }>({
  portal: [
    async ({}, use) => {
      const data = await mkdtemp(join(tmpdir(), "countersign-story-"));
      const server = spawn(process.env.COUNTERSIGN!, ["serve", "--sandbox", "--addr", "127.0.0.1:0", "--data", data], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      try {
        const ready = await firstLine(server);
        await use(new Portal(ready, new Org(ready.sandbox)));
      } finally {
        server.kill();
        await rm(data, { recursive: true, force: true, maxRetries: 10 });
      }
    },
    { scope: "worker", timeout: 60_000 },
  ],

  baseURL: async ({ portal }, use) => use(portal.ready.portal),

  // Every story fails when the browser had anything to complain about: script errors, refused loads.
  complaints: [
    async ({ page }, use) => {
      const complaints: string[] = [];
      page.on("pageerror", (error) => complaints.push(String(error)));
      page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
      await use(complaints);
      expect(complaints).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** Signs in through the form, as a person does. */
export async function signIn(page: Page, member: Member, to = "/") {
  await page.goto(to === "/" ? "/sign-in" : `/sign-in?next=${to}`);
  await page.getByLabel("E-mail address").fill(member.email);
  await page.getByLabel("Password").fill(member.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("button", { name: "Sign out", exact: true })).toBeVisible();
}

/** Waits until the browser half has taken the page over. */
export async function awake(page: Page) {
  await page.waitForFunction(() => performance.getEntriesByName("hydrated").length > 0);
}

/** The org shows exactly one merge and one conversion since then, into the account that survived. */
export async function mergedOnce(org: Org, before: Record<string, number>, company: Company, lead: string) {
  const after = await org.counters();
  expect(after.merges - before.merges).toBe(1);
  expect(after.conversions - before.conversions).toBe(1);
  const left = await org.query(`select Id from Account where Website like '%${company.domain}'`);
  expect(left).toHaveLength(1);
  const [{ IsConverted, ConvertedAccountId }] = await org.query(`select IsConverted, ConvertedAccountId from Lead where Id = '${lead}'`);
  expect([IsConverted, ConvertedAccountId]).toEqual([true, left[0].Id]);
}

/** No finding of axe, of any weight. */
export async function accessible(page: Page) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(", ")}`)).toEqual([]);
}

export function firstLine(server: ChildProcess): Promise<Ready> {
  return new Promise((resolve, reject) => {
    server.once("exit", (code) => reject(new Error(`the server ended with ${code} before it was ready`)));
    createInterface({ input: server.stdout! }).on("line", (line) => line.startsWith("{") && resolve(JSON.parse(line)));
  });
}
