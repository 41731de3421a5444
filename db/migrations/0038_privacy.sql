CREATE TABLE "erasures" (
	"id" uuid PRIMARY KEY NOT NULL,
	"lead_id" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"terms" jsonb,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "lead_reads" (
	"lead_id" uuid NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" text NOT NULL,
	"way" text NOT NULL,
	"day" date NOT NULL,
	"first_at" timestamp with time zone NOT NULL,
	"last_at" timestamp with time zone NOT NULL,
	"times" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "lead_reads_lead_id_actor_kind_actor_id_way_day_pk" PRIMARY KEY("lead_id","actor_kind","actor_id","way","day")
);
--> statement-breakpoint
CREATE TABLE "suppressed_identities" (
	"hash" "bytea" PRIMARY KEY NOT NULL,
	"erased_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "leads" ADD COLUMN "restricted_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "erasures_unfinished" ON "erasures" USING btree ("at") WHERE finished_at is null;--> statement-breakpoint
CREATE INDEX "lead_reads_day" ON "lead_reads" USING btree ("day");