// Files: what a mission made and people uploaded, found from run, record and folder, and handed out safely.

import { readFile } from "node:fs/promises";
import { type Portal, accessible, awake, expect, signIn, test } from "./portal.ts";

const MISSION = new URL("../../crates/engine/tests/it/files/stalled-deals.toml", import.meta.url);

/** Deals that stall, and a run that has drafted one letter for each. A month does not pass in a story: any deal counts. */
async function drafted(portal: Portal, count: number): Promise<{ run: string; deals: string[]; account: string; name: string }> {
  const name = `Kestrel ${Math.random().toString(36).slice(2, 8)}`;
  const account = await portal.org.create("Account", { Name: name, Phone: "+44 161 200 3344" });
  const deals: string[] = [];
  for (let number = 1; number <= count; number++)
    deals.push(
      await portal.org.create("Opportunity", {
        Name: `${name} renewal ${number}`,
        StageName: "Negotiation/Review",
        Amount: 120000,
        CloseDate: "2026-12-18",
        NextStep: "Call their counsel",
        AccountId: account,
      }),
    );
  const file = (await readFile(MISSION, "utf8")).replace(
    'where = [{ field = "StageName", is = "Negotiation/Review" }, { field = "LastModifiedDate", less_than = { days_ago = 30 } }]',
    `where = [{ field = "AccountId", is = "${account}" }]`,
  );
  await portal.api("joel", "PUT", "/missions", file);
  const { id: run } = await portal.command("ana", "run", "stalled-deals");
  await expect(async () => {
    const { items } = await portal.api("ana", "GET", `/files?run=${run}`);
    expect(items).toHaveLength(count);
  }).toPass();
  return { run, deals, account, name };
}

test("a draft opens from its run, its record, its mission and its folder, and leads back to each", async ({ page, portal }) => {
  const { run, deals, name } = await drafted(portal, 2);
  const letter = `Follow-up ${name} renewal 1.md`;
  await signIn(page, portal.member("ana"), `/runs/${run}`);
  await awake(page);
  await page.getByRole("link", { name: letter, exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: letter })).toBeVisible();
  await expect(page.getByText(`Hello ${name},`)).toBeVisible();
  const address = new URL(page.url()).pathname;

  await page.getByRole("link", { name: `${name} renewal 1`, exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`/records/Opportunity/${deals[0]}$`));
  await page.getByRole("link", { name: letter, exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`${address}$`));

  await page.getByRole("link", { name: "Draft the e-mail" }).click();
  await expect(page).toHaveURL(new RegExp(`/runs/${run}\\?observation=\\d+$`));
  await expect(page.locator("#detail")).toContainText(`Saved “Follow-up ${name} renewal`);
  await page.goBack();
  await page.getByRole("link", { name: "Follow up stalled deals" }).click();
  await expect(page).toHaveURL(/\/missions\/stalled-deals$/);
  await page.getByRole("link", { name: letter, exact: true }).click();

  await page.getByRole("link", { name: "Files", exact: true }).first().click();
  await page.getByRole("navigation", { name: "Folders" }).getByRole("link", { name: "Drafts" }).click();
  await page.getByRole("searchbox").fill(`${name} renewal 1`);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/folder=drafts/);
  await expect(page.getByRole("row")).toHaveCount(2);
  await page.getByRole("link", { name: letter, exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`${address}$`));
});

test("a file is uploaded, replaced, downloaded and archived, all without script", async ({ browser, portal }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: portal.ready.portal });
  const page = await context.newPage();
  await signIn(page, portal.member("priya"), "/files");
  const choose = (name: string, text: string) => page.getByLabel(/^File/).setInputFiles({ name, mimeType: "text/plain", buffer: Buffer.from(text) });
  const name = `Plan ${Math.random().toString(36).slice(2, 8)}.csv`;
  await choose("page.html", "<script>");
  await page.getByRole("button", { name: "Upload" }).click();
  await expect(page.getByRole("alert")).toContainText("Only text (.txt), Markdown (.md)");
  await choose(name, "Company,Fit\nKestrel & Sons,<b>yes</b>\n");
  await page.getByRole("button", { name: "Upload" }).click();
  await expect(page.getByRole("status")).toContainText("is kept in Uploads");
  await expect(page.getByRole("cell", { name: "<b>yes</b>" })).toBeVisible();

  await page.getByText("Add a version…").click();
  await choose(name, "Company,Fit\nKestrel,no\n");
  await page.getByRole("button", { name: "Keep as version 2" }).click();
  await expect(page.getByRole("status")).toContainText("Version 2 is kept");
  await page.getByRole("link", { name: "Version 1", exact: true }).click();
  await expect(page.getByRole("note")).toContainText("This is version 1");

  const coming = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download version 1" }).click();
  const download = await coming;
  expect(download.suggestedFilename()).toBe(name);
  expect(await readFile((await download.path())!, "utf8")).toContain("<b>yes</b>");

  await page.getByText("Archive…").click();
  await page.getByRole("button", { name: "Archive it" }).click();
  await expect(page.getByRole("note").first()).toContainText("It was archived on");
  await page.goto("/files");
  await expect(page.getByRole("link", { name })).toHaveCount(0);
  await context.close();
});

for (const scheme of ["light", "dark"] as const)
  test(`files are for everyone, in the ${scheme}`, async ({ page, portal, complaints }) => {
    await page.emulateMedia({ colorScheme: scheme });
    const { run, account, name } = await drafted(portal, 1);
    await signIn(page, portal.member("ana"), "/files");
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 900 });
      for (const path of ["/files", `/files?run=${run}`, "/files?find=nothing+is+called+so", `/files?object=Account&record=${account}`]) {
        await page.goto(path);
        await accessible(page);
        await narrow();
      }
      await page.goto("/files?folder=drafts");
      await page.getByRole("link", { name: new RegExp(name) }).first().click();
      await expect(page.getByRole("heading", { level: 1 })).toContainText(name);
      await accessible(page);
      await narrow();
    }
    expect(complaints).toEqual([]);

    /** Nothing is wider than the screen. */
    async function narrow() {
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(over).toBe(0);
    }
  });
