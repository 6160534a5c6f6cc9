import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Provider } from "oidc-provider";
import { accessible, expect, test as base } from "./portal.ts";

/** A portal on 127.0.0.1 and a provider on localhost: two sites, so that cookies behave as they do in the world. */
const test = base.extend<{}, { house: { portal: string } }>({
  house: [
    async ({}, use) => {
      const data = await mkdtemp(join(tmpdir(), "countersign-story-"));
      const http = createServer();
      await new Promise<void>((listening) => http.listen(0, "127.0.0.1", listening));
      const issuer = `http://localhost:${(http.address() as AddressInfo).port}`;
      const secret = "a secret that both know, and nobody else";
      const env = {
        ...process.env,
        COUNTERSIGN_SSO_ISSUER: issuer,
        COUNTERSIGN_SSO_CLIENT_ID: "portal",
        COUNTERSIGN_SSO_CLIENT_SECRET: secret,
        COUNTERSIGN_SSO_DEFAULT_ROLE: "member",
      };
      const server = spawn(process.env.COUNTERSIGN!, ["serve", "--addr", "127.0.0.1:0", "--data", data], { stdio: ["ignore", "pipe", "inherit"], env });
      try {
        const portal = await where(server);
        http.on("request", provider(issuer, secret, portal).callback());
        await use({ portal });
      } finally {
        server.kill();
        http.closeAllConnections();
        await closed(http);
        await rm(data, { recursive: true, force: true, maxRetries: 10 });
      }
    },
    { scope: "worker", timeout: 60_000 },
  ],
});

function provider(issuer: string, client_secret: string, portal: string): Provider {
  return new Provider(issuer, {
    clients: [{ client_id: "portal", client_secret, redirect_uris: [`${portal}/sign-in/provider/back`] }],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({ sub: id, email: `${id}@example.com`, email_verified: id !== "mallory", name: "Mara Quill" }),
    }),
    cookies: { keys: ["of the story"] },
  });
}

function where(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once("exit", (code) => reject(new Error(`the server ended with ${code} before it was ready`)));
    createInterface({ input: server.stdout! }).on("line", (line) => line.startsWith("{") && resolve(JSON.parse(line).portal));
  });
}

const closed = (http: Server) => new Promise((done) => http.close(done));

test.beforeEach(async ({ page, complaints }) => {
  // The provider's own page asks for a font from elsewhere, and is not ours to mend.
  await page.route(/googleapis/, (route) => route.fulfill({ contentType: "text/css", body: "" }));
  complaints.length = 0;
});

test("somebody signs in at their company and comes back signed in", async ({ page, house, complaints }) => {
  await page.goto(`${house.portal}/sign-in?next=/runs`);
  await page.getByRole("button", { name: "Sign in with your company" }).click();
  await page.getByPlaceholder(/login/i).fill("mara");
  await page.getByPlaceholder(/password/i).fill("anything");
  await page.getByRole("button", { name: /sign-in/i }).click();
  await page.getByRole("button", { name: /continue/i }).click();
  await expect(page.getByRole("heading", { name: "Runs" })).toBeVisible();
  await expect(page.getByRole("link", { name: /Mara Quill/ })).toBeVisible();
  await page.goto(`${house.portal}/account`);
  await expect(page.getByText("single sign-on")).toBeVisible();
  await accessible(page);
  complaints.length = 0;
});

test("whom the provider does not vouch for is told what to do", async ({ page, house, complaints }) => {
  await page.goto(`${house.portal}/sign-in`);
  await page.getByRole("button", { name: "Sign in with your company" }).click();
  await page.getByPlaceholder(/login/i).fill("mallory");
  await page.getByPlaceholder(/password/i).fill("anything");
  await page.getByRole("button", { name: /sign-in/i }).click();
  await page.getByRole("button", { name: /continue/i }).click();
  await expect(page.getByRole("alert")).toContainText("did not vouch for an e-mail address");
  await expect(page.getByRole("button", { name: "Sign in with your company" })).toBeVisible();
  complaints.length = 0;
});
