ALTER TABLE "stages" ALTER COLUMN "cadence" DROP DEFAULT;
--> statement-breakpoint
-- Earlier migrations wrote the first stages, without required actions. Where nobody has begun to work yet they are taken out
-- again: the first start writes the default ones, which ask for something. An installation in use keeps its own and is
-- offered the defaults on the page of the stages.
DELETE FROM stages
WHERE NOT EXISTS (SELECT 1 FROM users) AND NOT EXISTS (SELECT 1 FROM leads) AND NOT EXISTS (SELECT 1 FROM stage_revisions);
