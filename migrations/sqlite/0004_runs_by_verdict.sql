-- A list by verdict does not walk over all runs. Few have none for long, and those are not asked for by it.
create index runs_by_verdict on runs (workspace, verdict, started_at, id) where verdict is not null;
