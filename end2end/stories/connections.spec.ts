import { accessible, expect, signIn, test } from "./portal.ts";

test("an admin connects the org through its own consent page, and disconnects it again", async ({ page, portal }) => {
  const { url, client_id, client_secret } = portal.ready.sandbox;
  await signIn(page, portal.member("ana"), "/connections");
  await expect(page.getByText("Working", { exact: true })).toBeVisible();
  await page.getByText("Connect an org").click();
  const form = page.locator(".connection__add form");
  const fill = async (secret: string) => {
    await form.getByLabel("Name").fill("By consent");
    await form.getByLabel("Org address").fill(url);
    await form.getByLabel("Client id").fill(client_id);
    await form.getByLabel("Client secret").fill(secret);
    await form.getByRole("button", { name: "Connect by consent" }).click();
  };
  await fill("not the secret");
  await expect(page.getByRole("alert")).toContainText("Client secret: it does not belong to the client id");

  await page.getByText("Connect an org").click();
  await fill(client_secret);
  await expect(page.getByRole("heading", { name: "Allow access?" })).toBeVisible();
  await page.getByLabel("Sign in as").selectOption("integration@northwind-sandbox.example");
  await page.getByRole("button", { name: "Allow" }).click();
  await expect(page.getByRole("status")).toContainText("By consent is connected as Countersign Integration");

  const section = page.getByRole("region", { name: "By consent" });
  await expect(section.getByText("Working", { exact: true })).toBeVisible();
  await expect(section.getByRole("meter", { name: "API calls used today" })).toBeVisible();
  await expect(section.getByText("A user of its own")).toBeVisible();
  await expect(section).toContainText("Minimum Access - API Only Integrations");
  await accessible(page);

  // An administrator's own user is no integration user.
  await section.getByRole("button", { name: "Consent anew" }).click();
  await page.getByLabel("Sign in as").selectOption("admin@northwind-sandbox.example");
  await page.getByRole("button", { name: "Allow" }).click();
  await expect(section).toContainText("Priya Raman may change every record");

  // Whoever says no has changed nothing.
  await section.getByRole("button", { name: "Consent anew" }).click();
  await page.getByRole("button", { name: "Deny" }).click();
  await expect(page.getByRole("alert")).toContainText("Consent was refused in Salesforce");
  await expect(section.getByText("Working", { exact: true })).toBeVisible();

  await section.getByRole("button", { name: "Disconnect" }).click();
  await expect(page.getByRole("status")).toContainText("By consent is disconnected");
  await expect(section.getByText("Disconnected", { exact: true })).toBeVisible();
});
