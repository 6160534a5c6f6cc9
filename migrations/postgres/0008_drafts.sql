-- What is being composed: one draft for each mission, which may not be published yet.
create table mission_drafts (
  mission       text not null primary key references missions (id),
  workspace     text not null,
  file          text not null,
  revision      bigint not null,
  saved_by      text not null,
  saved_at      bigint not null
);

-- Versions that were tried or proposed, and are not published for that alone.
create table mission_candidates (
  workspace     text not null,
  mission       text not null references missions (id),
  hash          text not null,
  format        bigint not null,
  file          text not null,
  canonical     text not null,
  made_by       text not null,
  made_at       bigint not null,
  primary key (mission, hash)
);

-- A trial reads like any run, and proposes nothing to anybody.
alter table runs add column trial boolean not null default false;

-- Which version new runs took since when, and who saw to it: published, or gone back to.
create table mission_turns (
  workspace     text not null,
  mission       text not null references missions (id),
  hash          text not null,
  made_by       text not null,
  made_at       bigint not null,
  back          boolean not null
);
create index mission_turns_in_order on mission_turns (workspace, mission, made_at);
