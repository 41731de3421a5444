CREATE TABLE "import_files" (
	"import_id" uuid NOT NULL,
	"part" integer NOT NULL,
	"body" "bytea" NOT NULL,
	CONSTRAINT "import_files_import_id_part_pk" PRIMARY KEY("import_id","part")
);
--> statement-breakpoint
CREATE TABLE "import_rows" (
	"import_id" uuid NOT NULL,
	"row_no" integer NOT NULL,
	"raw" jsonb NOT NULL,
	"occurred_at" timestamp with time zone,
	"state" text DEFAULT 'waiting' NOT NULL,
	"outcome" text,
	"reason" text,
	"lead_id" uuid,
	"touchpoint_id" uuid,
	CONSTRAINT "import_rows_import_id_row_no_pk" PRIMARY KEY("import_id","row_no")
);
--> statement-breakpoint
CREATE TABLE "imports" (
	"id" uuid PRIMARY KEY NOT NULL,
	"file_name" text NOT NULL,
	"byte_size" integer NOT NULL,
	"digest" text NOT NULL,
	"reading" jsonb NOT NULL,
	"columns" jsonb NOT NULL,
	"mapping" jsonb NOT NULL,
	"channel" text NOT NULL,
	"source" text,
	"state" text DEFAULT 'draft' NOT NULL,
	"error" text,
	"row_count" integer,
	"progress" integer DEFAULT 0 NOT NULL,
	"cursor_at" timestamp with time zone,
	"cursor_row" integer,
	"runner" uuid,
	"progress_at" timestamp with time zone,
	"check_counts" jsonb,
	"counts" jsonb,
	"revert_counts" jsonb,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"created_by" uuid,
	"started_at" timestamp with time zone,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "import_files" ADD CONSTRAINT "import_files_import_id_imports_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."imports"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "import_rows" ADD CONSTRAINT "import_rows_import_id_imports_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."imports"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "imports" ADD CONSTRAINT "imports_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "import_rows_order" ON "import_rows" USING btree ("import_id","occurred_at","row_no");--> statement-breakpoint
CREATE INDEX "import_rows_outcome" ON "import_rows" USING btree ("import_id","outcome","row_no");--> statement-breakpoint
CREATE INDEX "import_rows_lead" ON "import_rows" USING btree ("lead_id");--> statement-breakpoint
CREATE INDEX "imports_recent" ON "imports" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "imports_digest" ON "imports" USING btree ("digest");--> statement-breakpoint
CREATE INDEX "imports_state" ON "imports" USING btree ("state");