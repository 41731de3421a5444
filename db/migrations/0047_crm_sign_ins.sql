CREATE TABLE "crm_sign_ins" (
	"id" uuid PRIMARY KEY NOT NULL,
	"state" text NOT NULL,
	"session_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"name" text,
	"sealed" text,
	"outcome" text,
	"detail" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "crm_sign_ins_state_unique" UNIQUE("state")
);
--> statement-breakpoint
ALTER TABLE "crm_connections" ADD COLUMN "account_id" text;--> statement-breakpoint
ALTER TABLE "crm_connections" ADD COLUMN "found_id" text;--> statement-breakpoint
ALTER TABLE "crm_connections" ADD COLUMN "found_with" text;--> statement-breakpoint
ALTER TABLE "crm_sign_ins" ADD CONSTRAINT "crm_sign_ins_session_id_user_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."user_sessions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "crm_sign_ins" ADD CONSTRAINT "crm_sign_ins_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;