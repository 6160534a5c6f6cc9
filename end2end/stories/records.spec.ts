import { accessible, awake, expect, signIn, test, type Portal } from "./portal.ts";

/** Merges two accounts and converts a lead, as a signed mission does; answers which account stayed and which is gone. */
async function merged(portal: Portal) {
  const { run, decision, company } = await portal.runThatAsks();
  const asked = await portal.api("ben", "GET", `/decisions/${decision}`);
  const merge = asked.parts.find((part: { operation: string }) => part.operation === "merge").effect;
  await portal.command("ben", "decide", decision, "approve");
  await expect(async () => {
    expect((await portal.api("ben", "GET", `/runs/${run}`)).verdict).toBe("verified");
  }).toPass();
  return { run, decision, company, master: merge.master as string, loser: merge.losers[0] as string };
}

test("a record is found, and one click from a changed field opens why: run, rule, decision and read-back", async ({ page, portal }) => {
  const { run, decision, company, master } = await merged(portal);
  await signIn(page, portal.member("ana"));
  await page.getByRole("link", { name: "Records", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Accounts" })).toBeVisible();
  await page.getByRole("searchbox").fill(company.name.split(" ")[0].slice(0, 6));
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: new RegExp(company.name.split(" ")[0]) }).first().click();
  await expect(page).toHaveURL(new RegExp(`/records/Account/${master}$`));
  await expect(page.getByRole("heading", { level: 2, name: /^Contacts 1/ })).toBeVisible();
  await awake(page);

  await page.getByRole("link", { name: "Why did Employees change?" }).click();
  await expect(page).toHaveURL(/\/why\?field=NumberOfEmployees$/);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Why did");
  const chain = page.getByRole("list", { name: "How this came about" });
  await expect(chain).toHaveCount(1);
  const link = (name: RegExp) => chain.getByRole("link", { name });
  await expect(link(/^Run …/)).toHaveAttribute("href", new RegExp(`^/runs/${run}\\?observation=\\d+$`));
  await expect(link(/merge policy 1, row/)).toHaveAttribute("href", /^\/knowledge\/doc_[^?]+\?version=1#row-/);
  await expect(link(/^Decision …/)).toHaveAttribute("href", `/decisions/${decision}`);
  await expect(chain.getByRole("time")).toHaveCount(2);
  await expect(page.getByText("Approved by")).toContainText("Ben Okafor");
  await expect(page.getByText("Verified", { exact: true })).toBeVisible();
  await expect(page.getByText(/Salesforce shows it as Countersign Integration/)).toBeVisible();

  await link(/^Run …/).click();
  await expect(page).toHaveURL(/observation=\d+$/);
  await expect(page.locator("#detail-title")).toBeVisible();
  await page.goBack();
  await link(/merge policy/).click();
  await expect(page.locator(decodeURIComponent(new URL(page.url()).hash))).toBeInViewport();
});

test("what others changed says so, and ours can be seen alone", async ({ page, portal }) => {
  const { master, company } = await merged(portal);
  await portal.org.updateAs("sales.manager", "Account", master, { Rating: "Cold", Website: "moved.example" });
  await signIn(page, portal.member("ana"), `/records/Account/${master}/why`);
  await expect(page.getByText("Not by us", { exact: true }).first()).toBeVisible();
  await expect(page.getByText("Harriet Cole").first()).toBeVisible();
  const before = await page.locator(".timeline__item").count();
  await page.getByRole("link", { name: "Only ours" }).click();
  await expect(page).toHaveURL(/\?ours$/);
  await expect(page.getByText("Not by us", { exact: true })).toHaveCount(0);
  expect(await page.locator(".timeline__item").count()).toBeLessThan(before);

  // By keyboard alone: the fields are links, and the chain folds open.
  await page.getByRole("link", { name: /^Merged records/ }).focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/field=merged&ours$/);
  await expect(page.locator(".change")).toHaveCount(1);
  await expect(page.locator(".change")).toContainText(`Merged`);
  await expect(page.locator(".change")).toContainText("into this one");
  expect(company.name).toBeTruthy();
});

test("the loser of a merge still explains itself, and nothing is invented of what never was", async ({ page, portal, complaints }) => {
  const { loser, master, decision } = await merged(portal);
  await signIn(page, portal.member("ana"), `/records/Account/${loser}`);
  const note = page.getByRole("note");
  await expect(note).toContainText("This account is gone. It was merged into");
  await expect(note).toContainText("signed by Ben Okafor");
  await expect(note.getByRole("link", { name: "this decision" })).toHaveAttribute("href", `/decisions/${decision}`);
  await expect(page.getByText("Account Phone")).toBeVisible();
  await awake(page);
  await accessible(page);
  await note.locator(`a[href="/records/Account/${master}"]`).click();
  await expect(page).toHaveURL(new RegExp(`${master}$`));
  for (const nowhere of ["/records/User", "/records/Account/001000000099999", "/records/Account/nonsense/why"]) {
    expect((await page.goto(nowhere))!.status(), nowhere).toBe(404);
  }
  complaints.length = 0; // the browser rightly reports the three
});

test("files are named, with where they open", async ({ page, portal }) => {
  const [{ Id }] = await portal.org.query("SELECT Id FROM Account WHERE Name = 'Kestrel Bay Instruments'");
  await signIn(page, portal.member("ana"), `/records/Account/${Id}`);
  await expect(page.getByRole("heading", { name: "Files in Salesforce 3" })).toBeVisible();
  const file = page.getByRole("listitem").filter({ hasText: "Site plan Harbour Yard.pdf" });
  await expect(file).toContainText("PDF, 412 kB");
  await expect(file.getByRole("link")).toHaveAttribute("href", new RegExp(`^${portal.ready.sandbox.url}/lightning/r/ContentDocument/`));
});

test("while Salesforce is away our own changes are told, with a note", async ({ page, portal }) => {
  const { master } = await merged(portal);
  await portal.org.fails({ fault: "unavailable", times: 1000 });
  try {
    await signIn(page, portal.member("ana"), `/records/Account/${master}/why`);
    await expect(page.getByText("What others changed is missing here")).toBeVisible();
    await expect(page.getByText("Approved by").first()).toBeVisible();
    await page.goto("/records/Account");
    await expect(page.getByRole("heading", { name: "Nothing can be shown" })).toBeVisible();
  } finally {
    await portal.org.recovers();
  }
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`records can be used by everyone, in ${colorScheme}, and fit a phone`, async ({ page, portal }) => {
    await page.emulateMedia({ colorScheme });
    const { master } = await merged(portal);
    await signIn(page, portal.member("ana"));
    for (const path of ["/records", "/records/Task", `/records/Account/${master}`, `/records/Account/${master}/why`]) {
      await page.goto(path);
      await awake(page);
      await accessible(page);
      await page.setViewportSize({ width: 390, height: 844 });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(wide, path).toBeLessThanOrEqual(0);
      if (colorScheme === "light") await accessible(page);
      await page.setViewportSize({ width: 1280, height: 720 });
    }
  });
}

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("records are browsed, found, opened and explained", async ({ page, portal }) => {
    const { company, master } = await merged(portal);
    await signIn(page, portal.member("ana"), "/records");
    await page.getByRole("link", { name: "Leads" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Leads" })).toBeVisible();
    await page.getByRole("link", { name: "Accounts" }).click();
    await page.getByRole("link", { name: "Changed earlier" }).click();
    await page.getByRole("link", { name: "Changed last" }).click();
    await page.getByRole("searchbox").fill(company.name);
    await page.getByRole("button", { name: "Find" }).click();
    await page.locator(`a[href="/records/Account/${master}"]`).click();
    await page.getByRole("link", { name: "Why did Employees change?" }).click();
    await expect(page.getByRole("list", { name: "How this came about" }).getByRole("link")).toHaveCount(3);
    await page.getByRole("link", { name: /^All fields/ }).click();
    await page.getByText("Show the chain").first().click();
    await expect(page.getByRole("list", { name: "How this came about" })).not.toHaveCount(0);
  });
});
