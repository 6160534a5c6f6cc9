import { accessible, awake, expect, signIn, test } from "./portal.ts";

test("a decision shows every value before and after, with the evidence", async ({ page, portal }) => {
  const { decision } = await portal.runThatAsks();
  await signIn(page, portal.member("ben"), `/decisions/${decision}`);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Instruments");
  await expect(page.getByRole("columnheader", { name: "Before" }).first()).toBeVisible();
  await expect(page.getByRole("heading", { name: /Are they the same/ }).first()).toBeVisible();
  await expect(page.getByText("Irreversible").first()).toBeVisible();
  await awake(page);
  await accessible(page);
});

test("whoever started it is told that somebody else has to sign", async ({ page, portal, complaints }) => {
  const { decision } = await portal.runThatAsks();
  await signIn(page, portal.member("ana"), `/decisions/${decision}`);
  await awake(page);
  await page.getByRole("button", { name: /Approve/ }).click();
  await expect(page.getByRole("alert")).toContainText("somebody else has to sign");
  await expect(page.getByText("Waiting", { exact: true })).toBeVisible();
  expect(complaints.splice(0)).toEqual([expect.stringContaining("422")]); // the browser reports the refusal, and nothing else
});

test("a rejection writes nothing and says why", async ({ page, portal }) => {
  const { run, decision } = await portal.runThatAsks();
  const writes = await portal.org.query("select Id, IsConverted from Lead where IsConverted = true");
  await signIn(page, portal.member("ben"), `/decisions/${decision}`);
  await awake(page);
  await page.getByLabel("Reason, when you reject").fill("two sites, two companies");
  await page.getByRole("button", { name: "Reject" }).click();
  await expect(page.getByText("Rejected", { exact: true })).toBeVisible();
  await expect(page.getByText("two sites, two companies").first()).toBeVisible();
  await page.goto(`/runs/${run}`);
  await expect(page.getByRole("status").getByText("Rejected", { exact: true })).toBeVisible();
  expect(await portal.org.query("select Id, IsConverted from Lead where IsConverted = true")).toEqual(writes);
});
