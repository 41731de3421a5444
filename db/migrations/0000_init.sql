CREATE EXTENSION IF NOT EXISTS pg_trgm;--> statement-breakpoint
CREATE TABLE "audit_log" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_log_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" text,
	"action" text NOT NULL,
	"lead_id" uuid,
	"subject" text,
	"change" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "crm_links" (
	"id" uuid PRIMARY KEY NOT NULL,
	"lead_id" uuid NOT NULL,
	"provider" text NOT NULL,
	"object_type" text NOT NULL,
	"external_id" text NOT NULL,
	"url" text,
	"synced_at" timestamp with time zone,
	CONSTRAINT "crm_links_external" UNIQUE("provider","object_type","external_id")
);
--> statement-breakpoint
CREATE TABLE "duplicate_items" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"status" text DEFAULT 'pending' NOT NULL,
	"lead_a" uuid NOT NULL,
	"lead_b" uuid NOT NULL,
	"pair_key" text NOT NULL,
	"reason" text NOT NULL,
	"probability" real NOT NULL,
	"bits" real NOT NULL,
	"evidence" jsonb NOT NULL,
	"model_version" text NOT NULL,
	"touchpoint_id" uuid,
	"identity_kind" text,
	"identity_value" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"decided_at" timestamp with time zone,
	"decided_by" uuid
);
--> statement-breakpoint
CREATE TABLE "inbound_events" (
	"id" uuid PRIMARY KEY NOT NULL,
	"seq" bigint GENERATED ALWAYS AS IDENTITY (sequence name "inbound_events_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"channel" text NOT NULL,
	"idempotency_key" text NOT NULL,
	"state" text DEFAULT 'received' NOT NULL,
	"reason" text,
	"raw" "bytea" NOT NULL,
	"headers" jsonb NOT NULL,
	"trust" text NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"processed_at" timestamp with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"retry_at" timestamp with time zone,
	"lead_id" uuid,
	"lead_ids" uuid[] DEFAULT '{}' NOT NULL,
	"waiting_keys" text[],
	CONSTRAINT "inbound_events_delivery" UNIQUE("channel","idempotency_key"),
	CONSTRAINT "inbound_events_reason" CHECK (state not in ('dead', 'ignored') or reason is not null)
);
--> statement-breakpoint
CREATE TABLE "attributions" (
	"touchpoint_id" uuid PRIMARY KEY NOT NULL,
	"lead_id" uuid NOT NULL,
	"occurred_at" timestamp with time zone NOT NULL,
	"utm_source" text,
	"utm_medium" text,
	"utm_campaign" text,
	"utm_term" text,
	"utm_content" text,
	"gclid" text,
	"fbclid" text,
	"ctwa_clid" text,
	"ad_id" text,
	"landing_page" text,
	"page_url" text,
	"referrer" text,
	"other" jsonb
);
--> statement-breakpoint
CREATE TABLE "bookings" (
	"id" uuid PRIMARY KEY NOT NULL,
	"lead_id" uuid NOT NULL,
	"external_id" text NOT NULL,
	"status" text NOT NULL,
	"amount_minor" bigint,
	"currency" text,
	"vehicle" text,
	"starts_at" timestamp with time zone,
	"ends_at" timestamp with time zone,
	"booked_at" timestamp with time zone,
	"status_at" timestamp with time zone NOT NULL,
	"touchpoint_id" uuid,
	CONSTRAINT "bookings_external_id_unique" UNIQUE("external_id")
);
--> statement-breakpoint
CREATE TABLE "consents" (
	"id" uuid PRIMARY KEY NOT NULL,
	"lead_id" uuid NOT NULL,
	"touchpoint_id" uuid,
	"channel" text NOT NULL,
	"given" boolean NOT NULL,
	"given_at" timestamp with time zone NOT NULL,
	"text_version" text,
	"purpose" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "conversations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"lead_id" uuid NOT NULL,
	"provider" text NOT NULL,
	"external_id" text NOT NULL,
	"url" text,
	"started_at" timestamp with time zone NOT NULL,
	"last_message_at" timestamp with time zone NOT NULL,
	"last_inbound_at" timestamp with time zone,
	"message_count" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "conversations_external" UNIQUE("provider","external_id")
);
--> statement-breakpoint
CREATE TABLE "lead_field_values" (
	"id" uuid PRIMARY KEY NOT NULL,
	"lead_id" uuid NOT NULL,
	"field" text NOT NULL,
	"value" text NOT NULL,
	"trust" text NOT NULL,
	"channel" text,
	"touchpoint_id" uuid,
	"user_id" uuid,
	"observed_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "lead_identities" (
	"id" uuid PRIMARY KEY NOT NULL,
	"lead_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"value" text NOT NULL,
	"raw" text NOT NULL,
	"strength" text NOT NULL,
	"source" text NOT NULL,
	"channel" text NOT NULL,
	"touchpoint_id" uuid,
	"traits" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"first_seen_at" timestamp with time zone NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL,
	CONSTRAINT "lead_identities_once_a_lead" UNIQUE("lead_id","kind","value")
);
--> statement-breakpoint
CREATE TABLE "leads" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"state" text DEFAULT 'active' NOT NULL,
	"merged_into" uuid,
	"name" text,
	"search_text" text DEFAULT '' NOT NULL,
	"phones" text[] DEFAULT '{}' NOT NULL,
	"emails" text[] DEFAULT '{}' NOT NULL,
	"channels" text[] DEFAULT '{}' NOT NULL,
	"first_channel" text NOT NULL,
	"company" text,
	"country" text,
	"emirate" text,
	"language" text,
	"vehicle" text,
	"vehicle_class" text,
	"provenance" jsonb NOT NULL,
	"first_touch_at" timestamp with time zone NOT NULL,
	"last_activity_at" timestamp with time zone NOT NULL,
	"last_inbound_at" timestamp with time zone,
	"stage_id" text NOT NULL,
	"stage_entered_at" timestamp with time zone NOT NULL,
	"run" integer DEFAULT 1 NOT NULL,
	"lost_reason" text,
	"owner_id" uuid,
	"owner_since" timestamp with time zone,
	"score" integer DEFAULT 0 NOT NULL,
	"band" text DEFAULT 'nurture' NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "touchpoints" (
	"id" uuid PRIMARY KEY NOT NULL,
	"lead_id" uuid NOT NULL,
	"channel" text NOT NULL,
	"event_key" text NOT NULL,
	"kind" text NOT NULL,
	"direction" text NOT NULL,
	"occurred_at" timestamp with time zone NOT NULL,
	"text" text,
	"author_role" text NOT NULL,
	"author_name" text,
	"conversation_id" uuid,
	"inbound_event_id" uuid,
	"details" jsonb NOT NULL,
	"attachments" jsonb NOT NULL,
	"claims" jsonb NOT NULL,
	"claimed_name" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "touchpoints_event" UNIQUE("channel","event_key")
);
--> statement-breakpoint
CREATE TABLE "owner_history" (
	"id" uuid PRIMARY KEY NOT NULL,
	"lead_id" uuid NOT NULL,
	"from_user_id" uuid,
	"to_user_id" uuid,
	"at" timestamp with time zone NOT NULL,
	"by_user_id" uuid,
	"reason" text
);
--> statement-breakpoint
CREATE TABLE "stage_history" (
	"id" uuid PRIMARY KEY NOT NULL,
	"lead_id" uuid NOT NULL,
	"run" integer NOT NULL,
	"from_stage_id" text,
	"to_stage_id" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"user_id" uuid,
	"via" text NOT NULL,
	"reason" text,
	"overridden" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "stages" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"position" integer NOT NULL,
	"outcome" text NOT NULL,
	"probability" integer NOT NULL,
	"definition" text NOT NULL,
	"requirements" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "api_keys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"prefix" text NOT NULL,
	"digest" text NOT NULL,
	"scopes" text[] NOT NULL,
	"created_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_used_at" timestamp with time zone,
	"expires_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "api_keys_digest_unique" UNIQUE("digest")
);
--> statement-breakpoint
CREATE TABLE "settings" (
	"key" text PRIMARY KEY NOT NULL,
	"value" jsonb NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_by" uuid
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" uuid PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"role" text NOT NULL,
	"password_hash" text,
	"active" boolean DEFAULT true NOT NULL,
	"session_version" integer DEFAULT 1 NOT NULL,
	"languages" text[] DEFAULT '{"en"}' NOT NULL,
	"last_sign_in_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "crm_links" ADD CONSTRAINT "crm_links_lead_id_leads_id_fk" FOREIGN KEY ("lead_id") REFERENCES "public"."leads"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "duplicate_items" ADD CONSTRAINT "duplicate_items_lead_a_leads_id_fk" FOREIGN KEY ("lead_a") REFERENCES "public"."leads"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "duplicate_items" ADD CONSTRAINT "duplicate_items_lead_b_leads_id_fk" FOREIGN KEY ("lead_b") REFERENCES "public"."leads"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "duplicate_items" ADD CONSTRAINT "duplicate_items_decided_by_users_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attributions" ADD CONSTRAINT "attributions_touchpoint_id_touchpoints_id_fk" FOREIGN KEY ("touchpoint_id") REFERENCES "public"."touchpoints"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attributions" ADD CONSTRAINT "attributions_lead_id_leads_id_fk" FOREIGN KEY ("lead_id") REFERENCES "public"."leads"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_lead_id_leads_id_fk" FOREIGN KEY ("lead_id") REFERENCES "public"."leads"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_touchpoint_id_touchpoints_id_fk" FOREIGN KEY ("touchpoint_id") REFERENCES "public"."touchpoints"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consents_lead_id_leads_id_fk" FOREIGN KEY ("lead_id") REFERENCES "public"."leads"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consents_touchpoint_id_touchpoints_id_fk" FOREIGN KEY ("touchpoint_id") REFERENCES "public"."touchpoints"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conversations" ADD CONSTRAINT "conversations_lead_id_leads_id_fk" FOREIGN KEY ("lead_id") REFERENCES "public"."leads"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lead_field_values" ADD CONSTRAINT "lead_field_values_lead_id_leads_id_fk" FOREIGN KEY ("lead_id") REFERENCES "public"."leads"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lead_field_values" ADD CONSTRAINT "lead_field_values_touchpoint_id_touchpoints_id_fk" FOREIGN KEY ("touchpoint_id") REFERENCES "public"."touchpoints"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lead_field_values" ADD CONSTRAINT "lead_field_values_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lead_identities" ADD CONSTRAINT "lead_identities_lead_id_leads_id_fk" FOREIGN KEY ("lead_id") REFERENCES "public"."leads"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "leads" ADD CONSTRAINT "leads_stage_id_stages_id_fk" FOREIGN KEY ("stage_id") REFERENCES "public"."stages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "leads" ADD CONSTRAINT "leads_owner_id_users_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "leads" ADD CONSTRAINT "leads_merged_into_leads_id_fk" FOREIGN KEY ("merged_into") REFERENCES "public"."leads"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "touchpoints" ADD CONSTRAINT "touchpoints_lead_id_leads_id_fk" FOREIGN KEY ("lead_id") REFERENCES "public"."leads"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "touchpoints" ADD CONSTRAINT "touchpoints_conversation_id_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "public"."conversations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "owner_history" ADD CONSTRAINT "owner_history_lead_id_leads_id_fk" FOREIGN KEY ("lead_id") REFERENCES "public"."leads"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "owner_history" ADD CONSTRAINT "owner_history_from_user_id_users_id_fk" FOREIGN KEY ("from_user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "owner_history" ADD CONSTRAINT "owner_history_to_user_id_users_id_fk" FOREIGN KEY ("to_user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "owner_history" ADD CONSTRAINT "owner_history_by_user_id_users_id_fk" FOREIGN KEY ("by_user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stage_history" ADD CONSTRAINT "stage_history_lead_id_leads_id_fk" FOREIGN KEY ("lead_id") REFERENCES "public"."leads"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stage_history" ADD CONSTRAINT "stage_history_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "settings" ADD CONSTRAINT "settings_updated_by_users_id_fk" FOREIGN KEY ("updated_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_log_lead" ON "audit_log" USING btree ("lead_id","at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "audit_log_when" ON "audit_log" USING btree ("at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "crm_links_lead" ON "crm_links" USING btree ("lead_id");--> statement-breakpoint
CREATE UNIQUE INDEX "duplicate_items_pair" ON "duplicate_items" USING btree ("pair_key");--> statement-breakpoint
CREATE INDEX "duplicate_items_queue" ON "duplicate_items" USING btree ("status","probability" DESC NULLS LAST,"id");--> statement-breakpoint
CREATE INDEX "duplicate_items_a" ON "duplicate_items" USING btree ("lead_a");--> statement-breakpoint
CREATE INDEX "duplicate_items_b" ON "duplicate_items" USING btree ("lead_b");--> statement-breakpoint
CREATE INDEX "duplicate_items_open" ON "duplicate_items" USING btree ("created_at") WHERE status = 'pending';--> statement-breakpoint
CREATE INDEX "inbound_events_waiting" ON "inbound_events" USING btree ("seq") WHERE state = 'received';--> statement-breakpoint
CREATE INDEX "inbound_events_log" ON "inbound_events" USING btree ("received_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "inbound_events_by_state" ON "inbound_events" USING btree ("state","received_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "inbound_events_parked" ON "inbound_events" USING gin ("waiting_keys") WHERE waiting_keys is not null;--> statement-breakpoint
CREATE INDEX "attributions_lead" ON "attributions" USING btree ("lead_id","occurred_at");--> statement-breakpoint
CREATE INDEX "bookings_lead" ON "bookings" USING btree ("lead_id");--> statement-breakpoint
CREATE INDEX "consents_lead" ON "consents" USING btree ("lead_id","given_at");--> statement-breakpoint
CREATE INDEX "conversations_lead" ON "conversations" USING btree ("lead_id");--> statement-breakpoint
CREATE INDEX "lead_field_values_lead" ON "lead_field_values" USING btree ("lead_id","field","observed_at" DESC NULLS LAST);--> statement-breakpoint
CREATE UNIQUE INDEX "lead_identities_personal" ON "lead_identities" USING btree ("kind","value") WHERE strength = 'personal';--> statement-breakpoint
CREATE INDEX "lead_identities_value" ON "lead_identities" USING btree ("kind","value");--> statement-breakpoint
CREATE INDEX "lead_identities_reversed" ON "lead_identities" USING btree (reverse(value) text_pattern_ops) WHERE kind = 'phone';--> statement-breakpoint
CREATE INDEX "leads_board" ON "leads" USING btree ("stage_id","last_activity_at" DESC NULLS LAST,"id" DESC NULLS LAST) WHERE state = 'active' and kind = 'lead';--> statement-breakpoint
CREATE INDEX "leads_recent" ON "leads" USING btree ("last_activity_at" DESC NULLS LAST,"id" DESC NULLS LAST) WHERE state = 'active';--> statement-breakpoint
CREATE INDEX "leads_first_touch" ON "leads" USING btree ("first_touch_at" DESC NULLS LAST,"id" DESC NULLS LAST) WHERE state = 'active';--> statement-breakpoint
CREATE INDEX "leads_owner" ON "leads" USING btree ("owner_id","last_activity_at" DESC NULLS LAST,"id" DESC NULLS LAST) WHERE state = 'active';--> statement-breakpoint
CREATE INDEX "leads_score" ON "leads" USING btree ("score" DESC NULLS LAST,"id" DESC NULLS LAST) WHERE state = 'active';--> statement-breakpoint
CREATE INDEX "leads_search" ON "leads" USING gin ("search_text" gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "leads_merged_into" ON "leads" USING btree ("merged_into") WHERE merged_into is not null;--> statement-breakpoint
CREATE INDEX "leads_updated" ON "leads" USING btree ("updated_at");--> statement-breakpoint
CREATE INDEX "touchpoints_timeline" ON "touchpoints" USING btree ("lead_id","occurred_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "touchpoints_receipt" ON "touchpoints" USING btree ("inbound_event_id");--> statement-breakpoint
CREATE INDEX "touchpoints_when" ON "touchpoints" USING btree ("occurred_at");--> statement-breakpoint
CREATE INDEX "owner_history_lead" ON "owner_history" USING btree ("lead_id","at");--> statement-breakpoint
CREATE INDEX "stage_history_lead" ON "stage_history" USING btree ("lead_id","at");--> statement-breakpoint
CREATE INDEX "stage_history_when" ON "stage_history" USING btree ("at");--> statement-breakpoint
CREATE INDEX "api_keys_created" ON "api_keys" USING btree ("created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "users_email" ON "users" USING btree (lower("email"));