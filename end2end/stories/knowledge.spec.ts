import { accessible, awake, expect, type Portal, signIn, test } from "./portal.ts";

const GUIDE = "## 1. Discounts\n\nUp to ten per cent without asking.\n\n## 2. Renewals\n\n- Call ninety days before.\n- Offer a discount once.\n";

/** A file of one-line pages, as small as a reader takes it. */
function printed(...pages: string[]): Buffer {
  const kids = pages.map((_, at) => `${4 + at * 2} 0 R`).join(" ");
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
  ];
  pages.forEach((words, at) => {
    const content = `BT /F 12 Tf 72 700 Td (${words}) Tj ET`;
    objects.push(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${5 + at * 2} 0 R /Resources << /Font << /F 3 0 R >> >> >>`,
      `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    );
  });
  let file = "%PDF-1.4\n";
  const offsets = objects.map((object, at) => {
    const begins = file.length;
    file += `${at + 1} 0 obj\n${object}\nendobj\n`;
    return begins;
  });
  const begins = file.length;
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.map((at) => `${String(at).padStart(10, "0")} 00000 n \n`).join("")}`;
  return Buffer.from(`${file}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${begins}\n%%EOF\n`, "latin1");
}

let count = 0;
/** No two stories write the same document. */
const titled = (name: string) => `${name} ${process.pid}-${++count}`;

async function writes(page: import("@playwright/test").Page, portal: Portal, title: string, kind = "playbook") {
  await signIn(page, portal.member("joel"), "/knowledge");
  await page.getByRole("link", { name: "New document" }).first().click();
  await page.getByLabel("What it is for").selectOption(kind);
  await page.getByLabel("Title").fill(title);
}

test("a builder writes a document down, changes it, and what was cited still opens", async ({ page, portal }) => {
  const title = titled("Sales guide");
  await writes(page, portal, title);
  await page.getByRole("button", { name: "Publish" }).click();
  await expect(page.getByRole("alert")).toContainText("Nothing was saved");
  await expect(page.getByLabel("Title")).toHaveValue(title);
  await expect(page.getByLabel("Text", { exact: true })).toHaveAccessibleDescription(/Write the text, or choose a file/);
  await page.getByLabel("Text", { exact: true }).fill(GUIDE);
  await page.getByRole("button", { name: "Publish" }).click();
  await expect(page.getByRole("status").first()).toContainText("Version 1 of");
  await expect(page.getByText("Version 1, holds today")).toBeVisible();
  const address = new URL(page.url()).pathname;

  await page.getByRole("link", { name: "Edit" }).click();
  await page.getByLabel("Text", { exact: true }).fill(GUIDE.replace("ten", "twelve"));
  await page.getByRole("button", { name: "Publish" }).click();
  await expect(page.getByText("Version 2, holds today")).toBeVisible();
  await page.getByRole("link", { name: "Changes in version 2" }).click();
  await expect(page.locator("ins")).toContainText("twelve per cent");
  await expect(page.locator("del")).toContainText("ten per cent");

  // As a run has cited it.
  await page.goto(`${address}?version=1#section-1`);
  const clause = page.locator("#section-1");
  await expect(clause).toBeInViewport();
  await expect(clause).toContainText("Up to ten per cent");
  expect(await clause.evaluate((clause) => clause.matches(":target"))).toBe(true);
  await expect(page.getByText("The document has changed since")).toBeVisible();
  await clause.getByRole("link", { name: /What stands here in version 2/ }).click();
  await expect(page.locator("#section-1")).toContainText("Up to twelve per cent");

  await page.getByText("Archive", { exact: true }).click();
  await page.getByRole("button", { name: "Archive this document" }).click();
  await expect(page.getByRole("status").first()).toContainText("It is archived");
  await page.goto(`${address}?version=1#section-1`);
  await expect(page.locator("#section-1")).toContainText("Up to ten per cent");
});

test("a PDF is read page by page, found by its words and given back", async ({ page, portal }) => {
  const title = titled("Printed guide");
  await writes(page, portal, title);
  const buffer = printed("Discounts are ten per cent", "Harbingers are called early");
  await page.getByLabel("Or a file").setInputFiles({ name: "guide.pdf", mimeType: "application/pdf", buffer });
  await page.getByRole("button", { name: "Publish" }).click();
  await expect(page.getByRole("heading", { name: "Page 2" })).toBeVisible();
  const file = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download the original" }).click();
  expect((await file).suggestedFilename()).toMatch(/^printed-guide-.*\.pdf$/);

  await page.goto("/knowledge");
  await page.getByRole("searchbox").fill("HARBINGER early");
  await page.keyboard.press("Enter");
  await expect(page.locator("mark").first()).toHaveText("Harbingers");
  await page.getByRole("link", { name: `${title}, page 2` }).click();
  await expect(page).toHaveURL(/\?version=1#page-2$/);
  await expect(page.locator("#page-2")).toBeInViewport();
});

test("rows of a CSV are a table and open by their line", async ({ page, portal }) => {
  const title = titled("Parts");
  await writes(page, portal, title, "product-data");
  const buffer = Buffer.from("sku,name,price\nAC-1,Bolt,2.50\nAC-2,Quadrangle nut,0.75\n");
  await page.getByLabel("Or a file").setInputFiles({ name: "parts.csv", mimeType: "text/csv", buffer });
  await page.getByRole("button", { name: "Publish" }).click();
  await expect(page.getByRole("row", { name: "3 AC-2 Quadrangle nut 0.75" })).toBeVisible();
  await page.goto("/knowledge?find=quadrangle");
  await page.getByRole("link", { name: `${title}, line 3` }).click();
  await expect(page.locator("#line-3")).toBeInViewport();
});

test("a document says which missions and runs go by it", async ({ page, portal }) => {
  const { run } = await portal.runThatAsks();
  await signIn(page, portal.member("priya"), "/knowledge?kind=merge-policy");
  await page.getByRole("link", { name: "Account merge policy" }).click();
  await expect(page.getByRole("heading", { name: "What goes by it" })).toBeVisible();
  await expect(page.locator('a[href="/missions/reconcile-duplicates"]')).toBeVisible();
  await expect(page.locator(`a[href="/runs/${run}"]`)).toBeVisible();
  await expect(page.getByRole("link", { name: "Edit" })).toHaveCount(0);
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [1280, 390]) {
    test(`knowledge can be used by everyone, ${colorScheme}, ${width} wide`, async ({ page, portal }) => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 844 });
      const title = titled("Guide");
      await writes(page, portal, title);
      await page.getByRole("button", { name: "Publish" }).click();
      await accessible(page);
      await page.getByLabel("Text", { exact: true }).fill(GUIDE);
      await page.getByRole("button", { name: "Publish" }).click();
      const address = new URL(page.url()).pathname;
      await page.goto(`${address}/edit`);
      await page.getByLabel("Text", { exact: true }).fill(GUIDE.replace("ten", "twelve"));
      await page.getByRole("button", { name: "Publish" }).click();
      await expect(page.getByText("Version 2, holds today")).toBeVisible();
      const policy = (await portal.api("joel", "GET", "/knowledge?kind=merge-policy"))[0].id;
      for (const path of [
        "/knowledge",
        "/knowledge?find=discount",
        "/knowledge?find=nothinglikethis",
        "/knowledge?archived=true&kind=template",
        "/knowledge/new",
        address,
        `${address}?version=1#section-1`,
        `${address}/edit`,
        `${address}/changes?version=2`,
        `/knowledge/${policy}`,
      ]) {
        await page.goto(path);
        await awake(page);
        for (const fold of await page.locator("details.fold > summary").all()) await fold.click();
        await accessible(page);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        expect(wide, `${path} scrolls sideways`).toBeLessThanOrEqual(0);
      }
    });
  }
}

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("a document is written, found and archived", async ({ page, portal }) => {
    const title = titled("Plain guide");
    await writes(page, portal, title);
    await page.getByLabel("Text", { exact: true }).fill("## One\n\nSomething about zeppelins.\n");
    await page.getByRole("button", { name: "Publish" }).click();
    await page.goto("/knowledge");
    await page.getByRole("searchbox").fill("zeppelin");
    await page.getByRole("button", { name: "Search" }).click();
    await page.getByRole("link", { name: new RegExp(title) }).click();
    await page.getByText("Archive", { exact: true }).click();
    await page.getByRole("button", { name: "Archive this document" }).click();
    await page.getByRole("button", { name: "Take back into service" }).click();
    await expect(page.getByRole("status").first()).toContainText("in service again");
  });
});
