// The portal under test: one server a worker, with a data folder of its own.

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test as base, expect } from "@playwright/test";

export type Ready = {
  portal: string;
  sandbox?: { url: string; client_id: string; client_secret: string; control_url: string };
  cast?: { email: string; password: string; role: string }[];
};

/** A page that also says what the browser complained about. */
type Story = { complaints: string[] };

export const test = base.extend<Story, { ready: Ready }>({
  ready: [
    async ({}, use) => {
      const data = await mkdtemp(join(tmpdir(), "countersign-story-"));
      const server = spawn(process.env.COUNTERSIGN!, ["serve", "--sandbox", "--addr", "127.0.0.1:0", "--data", data], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      try {
        await use(await firstLine(server));
      } finally {
        server.kill();
        await rm(data, { recursive: true, force: true });
      }
    },
    { scope: "worker", timeout: 60_000 },
  ],

  baseURL: async ({ ready }, use) => use(ready.portal),

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

function firstLine(server: ChildProcess): Promise<Ready> {
  return new Promise((resolve, reject) => {
    server.once("exit", (code) => reject(new Error(`the server ended with ${code} before it was ready`)));
    createInterface({ input: server.stdout! }).on("line", (line) => line.startsWith("{") && resolve(JSON.parse(line)));
  });
}
