// Holds the sandbox org against jsforce, unmodified.
//
// Usage: node jsforce.mjs URL CLIENT_ID CLIENT_SECRET
// Prints one line per check; the exit code is not 0 when one failed.

import jsforce from "jsforce";

const [url, clientId, clientSecret] = process.argv.slice(2);
let failed = 0;

function check(name, holds) {
  if (!holds) failed += 1;
  console.log(`${holds ? "ok   " : "FAIL "}${name}`);
}

async function refusal(action) {
  try {
    await action();
    return undefined;
  } catch (error) {
    return error;
  }
}

const oauth2 = { loginUrl: url, clientId, clientSecret };
const stranger = new jsforce.Connection({ oauth2: { ...oauth2, clientSecret: "wrong" }, version: "66.0" });
const wrong = await refusal(() => stranger.authorize({ grant_type: "client_credentials" }));
check("a wrong secret is refused by its name", wrong?.name === "invalid_client");

const conn = new jsforce.Connection({ oauth2, version: "66.0" });
const user = await conn.authorize({ grant_type: "client_credentials" });
check("sign in with client credentials", user.id.startsWith("005") && user.organizationId.startsWith("00D"));
check("identity", (await conn.identity()).username.startsWith("integration@"));

const all = await conn.query("SELECT Id, Name FROM Lead", { autoFetch: true, maxFetch: 100000 });
check("autoFetch follows every page", all.totalSize > 2000 && new Set(all.records.map((record) => record.Id)).size === all.totalSize);
const first = await conn.query("SELECT Id FROM Lead ORDER BY Id");
const second = await conn.queryMore(first.nextRecordsUrl);
check("queryMore takes the next page", first.records.length === 2000 && !first.done && second.records.length > 0);
check("find and count", (await conn.sobject("Lead").count()) === all.totalSize);
check("explain", (await conn.query("SELECT Id FROM Lead").explain()).plans.length === 1);
check("the usage header is read", conn.limitInfo.apiUsage.used > 0);

const account = await conn.sobject("Account").create({ Name: "Jay & Söhne", AnnualRevenue: 12.5 });
check("create", account.success && account.id.length === 18);
check("retrieve", (await conn.sobject("Account").retrieve(account.id)).AnnualRevenue === 12.5);
check("update", (await conn.sobject("Account").update({ Id: account.id, Phone: "+44 117" })).success);
const many = await conn.sobject("Account").create([{ Name: "Jay A" }, { Phone: "no name" }, { Name: "Jay B" }]);
check("create many, each with its result", many[0].success && !many[1].success && many[1].errors[0].statusCode === "REQUIRED_FIELD_MISSING" && many[2].success);
const kept = [account.id, many[0].id, many[2].id];
const read = await conn.sobject("Account").retrieve([...kept, "001000000000000AAA"]);
check("retrieve many, null for none", read.length === 4 && read[3] === null && read[1].Name === "Jay A");
const updated = await conn.sobject("Account").update(kept.map((Id) => ({ Id, Website: "https://jay.example" })));
check("update many", updated.every((result) => result.success));
const upserted = await conn.sobject("Account").upsert([{ Countersign_Key__c: "jay", Name: "Jay C" }, { Countersign_Key__c: "jay", Name: "Jay D" }], "Countersign_Key__c");
check("upsert many", upserted[0].created && !upserted[1].created);
check("upsert one", (await conn.sobject("Account").upsert({ Countersign_Key__c: "jay", Name: "Jay E" }, "Countersign_Key__c")).success);
check("describe", (await conn.describe("Account")).mergeable && (await conn.describeGlobal()).sobjects.length > 10);
const found = await conn.search("FIND {jay} IN NAME FIELDS RETURNING Account(Id, Name), Contact(Id)");
check("search", found.searchRecords.length === 4);
check("limits", (await conn.limits()).DailyApiRequests.Max > 0);

const info = await conn.soap.getUserInfo();
check("soap getUserInfo", info.userName.startsWith("integration@") && info.organizationId.startsWith("00D"));
const contact = await conn.sobject("Contact").create({ LastName: "Moved", AccountId: kept[1] });
const merged = await conn.soap.merge([{ masterRecord: { type: "Account", Id: kept[0], Industry: "Media" }, recordToMergeIds: [kept[1], kept[2]] }]);
check("soap merge", merged[0].success && merged[0].mergedRecordIds.length === 2 && merged[0].updatedRelatedIds.includes(contact.id));
const after = await conn.sobject("Contact").retrieve(contact.id);
check("the merge reparented", after.AccountId === kept[0] && (await conn.sobject("Account").retrieve(kept[0])).Industry === "Media");
check("the losers are gone", (await refusal(() => conn.sobject("Account").retrieve(kept[1])))?.errorCode === "NOT_FOUND");
const back = await conn.soap.undelete([kept[1]]);
check("soap undelete", back[0].success && (await conn.sobject("Account").retrieve(kept[1])).Name === "Jay A");
const lead = await conn.sobject("Lead").create({ LastName: "Lima", Company: "Jay & Söhne" });
const converted = await conn.soap.convertLead([{ leadId: lead.id, accountId: kept[0], convertedStatus: "Closed - Converted", doNotCreateOpportunity: true }]);
check("soap convertLead", converted[0].success && converted[0].accountId === kept[0] && converted[0].contactId.startsWith("003"));
const frozen = await refusal(() => conn.sobject("Lead").update({ Id: lead.id, Title: "x" }));
check("a converted lead is read-only", frozen?.errorCode === "CANNOT_UPDATE_CONVERTED_LEAD");
const soaped = await conn.soap.create([{ type: "Account", Name: "Jay Soap" }]);
check("soap create and delete", soaped[0].success && (await conn.soap.delete([soaped[0].id]))[0].success);

const destroyed = await conn.sobject("Account").destroy([kept[0], kept[1]]);
check("destroy many", destroyed.every((result) => result.success));
const malformed = await refusal(() => conn.query("SELECT Shoe FROM Account"));
check("an unknown column is INVALID_FIELD", malformed?.errorCode === "INVALID_FIELD");
await conn.logout();
check("logout ends the session", (await refusal(() => conn.query("SELECT Id FROM Account"))) !== undefined);

process.exit(failed === 0 ? 0 : 1);
