-- Files: what missions make and people upload, with the records they cite. A step of a run makes one file, once.

create table files (
  id            text collate "C" not null primary key,
  workspace     text not null,
  folder        text not null,
  name          text not null,
  name_folded   text not null,
  current       bigint not null,
  bytes         bigint not null,
  made_by       text not null,
  run           text,
  path          text,
  mission       text,
  version       text,
  template      text,
  created_at    bigint not null,
  changed_at    bigint not null,
  archived_at   bigint,
  archived_by   text,
  unique (run, path)
);
create index files_in_order on files (workspace, created_at, id) where archived_at is null;
create index files_by_folder on files (workspace, folder, created_at, id) where archived_at is null;
create index files_by_mission on files (workspace, mission, created_at, id) where archived_at is null and mission is not null;

create table file_versions (
  workspace     text not null,
  file          text not null references files (id),
  number        bigint not null,
  body          bytea not null,
  digest        text not null,
  made_by       text not null,
  made_at       bigint not null,
  primary key (file, number)
);

create table file_records (
  workspace     text not null,
  file          text not null references files (id),
  object        text not null,
  record        text not null,
  name          text,
  fields        text not null,
  about         boolean not null,
  primary key (file, record)
);
create index file_records_by_record on file_records (workspace, record, file);
