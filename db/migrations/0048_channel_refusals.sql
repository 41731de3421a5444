CREATE TABLE "channel_refusals" (
	"channel" text PRIMARY KEY NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"reason" text NOT NULL
);
