"""Holds the sandbox org against simple-salesforce, unmodified.

Usage: simple_salesforce_check.py URL CLIENT_ID CLIENT_SECRET
Prints one line per check; the exit code is not 0 when one failed.
"""

import datetime
import sys
from urllib.parse import urlsplit, urlunsplit

import requests
from simple_salesforce import Salesforce
from simple_salesforce.exceptions import SalesforceAuthenticationFailed, SalesforceMalformedRequest, SalesforceResourceNotFound

URL, CLIENT_ID, CLIENT_SECRET = sys.argv[1:4]


class Rerouted(requests.adapters.HTTPAdapter):
    """The client insists on https and salesforce.com; the wire goes to the sandbox."""

    def send(self, request, **options):
        scheme, netloc = urlsplit(URL)[:2]
        request.url = urlunsplit((scheme, netloc) + tuple(urlsplit(request.url))[2:])
        return super().send(request, **options)


def session():
    session = requests.Session()
    session.trust_env = False
    session.mount("https://", Rerouted())
    return session


failed = 0


def check(name, holds):
    global failed
    failed += not holds
    print(("ok   " if holds else "FAIL ") + name, flush=True)


def refused(error, action):
    try:
        action()
    except error as caught:
        return caught
    return None


wrong = refused(
    SalesforceAuthenticationFailed,
    lambda: Salesforce(consumer_key=CLIENT_ID, consumer_secret="wrong", domain="sandbox", session=session()),
)
check("a wrong secret is refused by its code", wrong is not None and wrong.code == "invalid_client")

sf = Salesforce(consumer_key=CLIENT_ID, consumer_secret=CLIENT_SECRET, domain="sandbox", session=session(), version="66.0")
check("sign in with client credentials", sf.session_id.startswith("00D"))
check("who am I", sf.oauth2("userinfo")["preferred_username"].startswith("integration@"))

found = sf.query_all("SELECT Id, Name FROM Lead")
ids = {record["Id"] for record in found["records"]}
check("query_all follows every page", found["totalSize"] > 2000 and len(ids) == found["totalSize"])
first = sf.query("SELECT Id FROM Lead ORDER BY Id")
second = sf.query_more(first["nextRecordsUrl"], identifier_is_url=True)
check("query_more takes the next page", len(first["records"]) == 2000 and len(second["records"]) > 0 and not first["done"])
check("query_all_iter counts the same", sum(1 for _ in sf.query_all_iter("SELECT Id FROM Lead")) == found["totalSize"])

made = sf.Account.create({"Name": "Simple & Söhne", "AnnualRevenue": 12.5, "NumberOfEmployees": 3})
account = made["id"]
check("create", made["success"] and len(account) == 18)
row = sf.Account.get(account)
check("get", row["Name"] == "Simple & Söhne" and row["AnnualRevenue"] == 12.5 and row["attributes"]["type"] == "Account")
check("update", sf.Account.update(account, {"Phone": "+44 117"}) == 204 and sf.Account.get(account)["Phone"] == "+44 117")
check("upsert creates", sf.Account.upsert("Countersign_Key__c/simple-1", {"Name": "Upserted"}) == 201)
check("upsert changes", sf.Account.upsert("Countersign_Key__c/simple-1", {"Name": "Changed"}) in (200, 204))
check("get by external id", sf.Account.get_by_custom_id("Countersign_Key__c", "simple-1")["Name"] == "Changed")
check("describe", any(field["name"] == "Website" for field in sf.Account.describe()["fields"]))
check("metadata", sf.Account.metadata()["objectDescribe"]["name"] == "Account")
check("global describe", any(entry["name"] == "Lead" for entry in sf.describe()["sobjects"]))
check("search", any(record["Id"] == account for record in sf.search("FIND {sohne} IN NAME FIELDS RETURNING Account(Id)")["searchRecords"]))
check("limits", sf.limits()["DailyApiRequests"]["Max"] > 0)
check("the usage header is read", sf.api_usage["api-usage"].used > 0)

now = datetime.datetime.now(datetime.timezone.utc)
span = (now - datetime.timedelta(hours=1), now + datetime.timedelta(minutes=2))
check("updated", account in sf.Account.updated(*span)["ids"])
check("delete", sf.Account.delete(account) == 204)
check("deleted", account in [gone["id"] for gone in sf.Account.deleted(*span)["deletedRecords"]])
check("include_deleted", sf.query_all(f"SELECT Id FROM Account WHERE Id = '{account}'", include_deleted=True)["totalSize"] == 1)
check("a deleted row is not found", refused(SalesforceResourceNotFound, lambda: sf.Account.get(account)) is not None)

malformed = refused(SalesforceMalformedRequest, lambda: sf.query("SELECT Shoe FROM Account"))
check("an unknown column is INVALID_FIELD", malformed is not None and malformed.content[0]["errorCode"] == "INVALID_FIELD")
composite = sf.restful(
    "composite",
    method="POST",
    json={"compositeRequest": [{"method": "GET", "url": f"/services/data/v66.0/sobjects/Account/{account}", "referenceId": "gone"}]},
)
check("composite through restful", composite["compositeResponse"][0]["httpStatusCode"] == 404)

sys.exit(1 if failed else 0)
