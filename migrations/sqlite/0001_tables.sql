-- All rows carry their workspace. Ids are text with a readable prefix, times are microseconds UTC, JSON is text.

create table workspaces (
  id            text not null primary key,
  name          text not null,
  created_at    bigint not null
);

create table actors (
  id            text not null primary key,
  workspace     text not null references workspaces (id),
  kind          text not null,
  name          text not null,
  email         text,
  email_folded  text,
  roles         text not null,
  behind        text references actors (id),
  active        boolean not null,
  created_at    bigint not null
);
create unique index actors_by_email on actors (workspace, email_folded);
create index actors_by_folded_email on actors (email_folded);

create table credentials (
  actor         text not null primary key references actors (id),
  workspace     text not null,
  hash          text not null,
  changed_at    bigint not null
);

create table sessions (
  id            text not null primary key,
  workspace     text,
  actor         text,
  data          blob not null,
  expires_at    bigint not null
);
create index sessions_by_actor on sessions (workspace, actor);
create index sessions_by_expiry on sessions (expires_at);

create table tokens (
  id            text not null primary key,
  workspace     text not null,
  hash          text not null unique,
  actor         text not null references actors (id),
  behind        text references actors (id),
  name          text not null,
  missions      text not null,
  scopes        text not null,
  created_at    bigint not null,
  expires_at    bigint,
  revoked_at    bigint
);
create index tokens_in_order on tokens (workspace, created_at, id);

create table links (
  hash          text not null primary key,
  workspace     text not null,
  purpose       text not null,
  subject       text not null,
  expires_at    bigint not null,
  taken_at      bigint
);

create table connections (
  id            text not null primary key,
  workspace     text not null,
  kind          text not null,
  name          text not null,
  settings      text not null,
  last_ok_at    bigint,
  last_error    text,
  last_error_at bigint,
  budget_used   bigint,
  budget_max    bigint,
  created_at    bigint not null,
  unique (workspace, name)
);

create table secrets (
  connection    text not null primary key references connections (id),
  workspace     text not null,
  version       bigint not null,
  key_id        text not null,
  ciphertext    blob not null
);

create table missions (
  id            text not null primary key,
  workspace     text not null,
  slug          text not null,
  title         text not null,
  current       text,
  created_at    bigint not null,
  archived_at   bigint,
  unique (workspace, slug)
);
create index missions_in_order on missions (workspace, created_at, id);

create table mission_versions (
  workspace     text not null,
  mission       text not null references missions (id),
  hash          text not null,
  number        bigint not null,
  format        bigint not null,
  file          text not null,
  canonical     text not null,
  published_by  text not null,
  published_at  bigint not null,
  primary key (mission, hash),
  unique (mission, number)
);

create table documents (
  id            text not null primary key,
  workspace     text not null,
  kind          text not null,
  title         text not null,
  current       bigint not null,
  created_at    bigint not null,
  unique (workspace, title)
);
create index documents_in_order on documents (workspace, created_at, id);
create index documents_by_kind on documents (workspace, kind, created_at, id);

create table document_versions (
  workspace     text not null,
  document      text not null references documents (id),
  number        bigint not null,
  body          text not null,
  digest        text not null,
  published_by  text not null,
  published_at  bigint not null,
  primary key (document, number)
);

create table gates (
  workspace     text not null,
  version       bigint not null,
  rules         text not null,
  published_by  text not null,
  published_at  bigint not null,
  primary key (workspace, version)
);

create table runs (
  id            text not null primary key,
  workspace     text not null,
  mission       text not null,
  version       text not null,
  connection    text,
  started_by    text not null,
  behind        text,
  inputs        text not null,
  started_at    bigint not null,
  phase         text not null,
  verdict       text,
  ended_at      bigint,
  state         text not null,
  last_number   bigint not null,
  head          text not null,
  wake_at       bigint,
  nudged_at     bigint,
  request       text,
  requested_by  text,
  leased_by     text,
  leased_until  bigint,
  epoch         bigint not null
);
create index runs_due on runs (wake_at) where wake_at is not null;
create index runs_in_order on runs (workspace, started_at, id);
create index runs_by_mission on runs (workspace, mission, started_at, id);
-- The lists ask for what is not over yet; what is over only ever grows.
create index runs_open on runs (workspace, phase, started_at, id) where ended_at is null;

create table observations (
  run           text not null,
  number        bigint not null,
  workspace     text not null,
  body          text not null,
  primary key (run, number)
) without rowid;

create table payloads (
  workspace     text not null,
  digest        text not null,
  salt          blob not null,
  body          blob,
  erased_at     bigint,
  primary key (workspace, digest)
);

-- One event of the outside world starts a mission once.
create table sightings (
  workspace     text not null,
  mission       text not null,
  connection    text not null,
  object        text not null,
  record        text not null,
  stamp         text not null,
  run           text not null,
  seen_at       bigint not null,
  primary key (workspace, mission, connection, object, record, stamp)
) without rowid;
create index sightings_by_age on sightings (seen_at);

-- One request of a caller starts a mission once.
create table start_keys (
  workspace     text not null,
  actor         text not null,
  key           text not null,
  run           text not null,
  asked_at      bigint not null,
  primary key (workspace, actor, key)
) without rowid;
create index start_keys_by_age on start_keys (asked_at);

create table decisions (
  id            text not null primary key,
  workspace     text not null,
  run           text not null,
  title         text not null,
  changes       text not null,
  authors       text not null,
  asked_at      bigint not null,
  expires_at    bigint not null,
  gate_version  bigint not null,
  revision      bigint not null,
  closed_as     text,
  closed_at     bigint
);
create index decisions_waiting on decisions (workspace, asked_at, id) where closed_at is null;
create index decisions_in_order on decisions (workspace, asked_at, id);
create index decisions_by_run on decisions (run);

create table signatures (
  decision      text not null,
  number        bigint not null,
  workspace     text not null,
  body          text not null,
  signed_at     bigint not null,
  primary key (decision, number)
) without rowid;

create table decision_records (
  workspace     text not null,
  object        text not null,
  record        text not null,
  decision      text not null,
  primary key (workspace, object, record, decision)
) without rowid;

create table writes (
  decision      text not null,
  part          bigint not null,
  attempt       bigint not null,
  workspace     text not null,
  run           text not null,
  operation     text not null,
  digest        text not null,
  object        text,
  record        text,
  intended_at   bigint not null,
  send_by       bigint not null,
  outcome       text,
  settled_at    bigint,
  primary key (decision, part, attempt)
) without rowid;
create index writes_unsettled on writes (run) where settled_at is null;
create index writes_by_record on writes (workspace, object, record, intended_at);

create table triggers (
  workspace     text not null,
  mission       text not null,
  connection    text not null,
  object        text not null,
  activated_at  bigint not null,
  reached_at    bigint,
  reached_id    text,
  primary key (workspace, mission, connection, object)
);

create table calls (
  id            integer not null primary key autoincrement,
  workspace     text not null,
  run           text,
  connection    text not null,
  at            bigint not null,
  what          text not null,
  status        bigint,
  took_micros   bigint not null,
  error         text
);
create index calls_by_run on calls (run, id);
create index calls_by_age on calls (at);

create table settings (
  workspace     text not null,
  key           text not null,
  value         text not null,
  primary key (workspace, key)
);

create table leases (
  workspace     text not null,
  name          text not null,
  owner         text not null,
  until         bigint not null,
  primary key (workspace, name)
);
