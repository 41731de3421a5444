CREATE TABLE "import_cell_edits" (
	"import_id" uuid NOT NULL,
	"row_no" integer NOT NULL,
	"column_at" integer NOT NULL,
	"value" text NOT NULL,
	"edited_at" timestamp with time zone NOT NULL,
	"edited_by" uuid,
	CONSTRAINT "import_cell_edits_import_id_row_no_column_at_pk" PRIMARY KEY("import_id","row_no","column_at")
);
--> statement-breakpoint
ALTER TABLE "import_rows" ADD COLUMN "problems" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "import_cell_edits" ADD CONSTRAINT "import_cell_edits_import_id_imports_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."imports"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "import_cell_edits" ADD CONSTRAINT "import_cell_edits_edited_by_users_id_fk" FOREIGN KEY ("edited_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "import_rows_problems" ON "import_rows" USING btree ("import_id","row_no") WHERE problems <> '{}';