import { accessible, awake, expect, signIn, test } from "./portal.ts";

const LONG = "a password that is long enough";

test("with one click one is one of the cast", async ({ page, portal }) => {
  await page.goto("/sign-in");
  await page.getByRole("button", { name: /Ben Okafor/ }).click();
  await expect(page.getByRole("link", { name: /Ben Okafor/ })).toBeVisible();
  expect(portal.ready.cast).toHaveLength(5);
});

test("an admin lets somebody in, who chooses a password, and is out again at once", async ({ page, portal, browser }) => {
  await signIn(page, portal.member("ana"), "/people");
  await page.getByLabel("Name").fill("Zoe Lind");
  await page.getByLabel("E-mail address").fill("zoe@countersign.example");
  await page.getByRole("button", { name: "Add and make a link" }).click();
  const link = await page.getByLabel("Link for Zoe Lind").inputValue();
  await accessible(page);

  const elsewhere = await browser.newContext({ baseURL: portal.ready.portal });
  const theirs = await elsewhere.newPage();
  await theirs.goto(link);
  await accessible(theirs);
  await theirs.getByLabel(/Password/).fill(LONG);
  await theirs.getByRole("button", { name: "Set password and sign in" }).click();
  await expect(theirs.getByRole("link", { name: /Zoe Lind/ })).toBeVisible();

  await page.getByRole("link", { name: "Back to People" }).click();
  const row = page.getByRole("row", { name: /Zoe Lind/ });
  await row.locator("summary").click();
  await row.getByRole("checkbox", { name: /Approver/ }).check();
  await row.getByRole("button", { name: "Save roles" }).click();
  await expect(page.getByRole("status")).toContainText("Zoe Lind is now member, approver");
  await page.getByRole("row", { name: /Zoe Lind/ }).locator("summary").click();
  await page.getByRole("button", { name: "Take out of service" }).click();
  await expect(page.getByRole("status")).toContainText("signed out everywhere");
  await theirs.goto("/runs");
  await expect(theirs).toHaveURL(/\/sign-in/);
  await elsewhere.close();
});

test("a person changes their password and signs out everywhere", async ({ page, portal, browser }) => {
  const priya = portal.member("priya");
  const other = await browser.newPage({ baseURL: portal.ready.portal });
  await signIn(other, priya);
  await signIn(page, priya, "/account");
  await page.getByLabel("Present password").fill(priya.password);
  await page.getByLabel("New password").fill(LONG);
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByRole("status")).toContainText("Your password is changed");
  await other.goto("/runs");
  await expect(other).toHaveURL(/\/sign-in/);
  await signIn(other, { ...priya, password: LONG });
  await page.getByRole("button", { name: "Sign out everywhere" }).click();
  await expect(page.getByRole("status")).toContainText("signed out everywhere");
  await other.goto("/runs");
  await expect(other).toHaveURL(/\/sign-in/);
  await other.close();
  await signIn(page, { ...priya, password: LONG }, "/account");
  await page.getByLabel("Present password").fill(LONG);
  await page.getByLabel("New password").fill(priya.password);
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByRole("status")).toContainText("Your password is changed");
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [1280, 390]) {
    test(`people, account and connections can be used by everyone, ${colorScheme}, ${width} wide`, async ({ page, portal }) => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 844 });
      await page.goto("/sign-in");
      await accessible(page);
      await signIn(page, portal.member("ana"));
      for (const path of ["/people", "/account", "/connections"]) {
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

  test("people, account and connections can be read and changed", async ({ page, portal }) => {
    await page.goto("/sign-in");
    await page.getByRole("button", { name: /Ana Ruiz/ }).click();
    await page.goto("/people");
    const row = page.getByRole("row", { name: /Joel Adeyemi/ });
    await row.locator("summary").click();
    await row.getByRole("checkbox", { name: /Approver/ }).check();
    await row.getByRole("button", { name: "Save roles" }).click();
    await expect(page.getByRole("status")).toContainText("Joel Adeyemi is now member, approver, builder");
    await page.goto("/account");
    await expect(page.getByText("This one")).toBeVisible();
    await page.goto("/connections");
    await page.getByRole("button", { name: "Look it over now" }).click();
    await expect(page.getByRole("status")).toContainText("was looked over");
    expect(portal.ready.portal).toBeTruthy();
  });
});
