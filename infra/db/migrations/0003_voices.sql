CREATE TABLE "dubs" (
	"dub_id" uuid PRIMARY KEY NOT NULL,
	"caption_id" text NOT NULL,
	"language" text NOT NULL,
	"room_id" text NOT NULL,
	"meeting_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"voice_id" uuid,
	"text" text NOT NULL,
	"state" text NOT NULL,
	"cause" text,
	"engine" text,
	"duration_ms" integer,
	"quick_ms" integer,
	"requested_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "voice_consents" (
	"consent_id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"purpose" text NOT NULL,
	"version" text NOT NULL,
	"locale" text NOT NULL,
	"words_hash" text NOT NULL,
	"given_at" timestamp with time zone NOT NULL,
	"revoked_at" timestamp with time zone,
	"erased_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "voice_embeddings" (
	"voice_id" uuid NOT NULL,
	"engine" text NOT NULL,
	"bytes" integer NOT NULL,
	"made_at" timestamp with time zone NOT NULL,
	CONSTRAINT "voice_embeddings_voice_id_engine_pk" PRIMARY KEY("voice_id","engine")
);
--> statement-breakpoint
CREATE TABLE "voice_samples" (
	"sample_id" uuid PRIMARY KEY NOT NULL,
	"voice_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"source" text NOT NULL,
	"state" text NOT NULL,
	"refusal" text,
	"speech_ms" integer DEFAULT 0 NOT NULL,
	"level_dbfs" double precision,
	"pieces" text[] DEFAULT '{}'::text[] NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "voices" (
	"voice_id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"name" text NOT NULL,
	"state" text NOT NULL,
	"cause" text,
	"speaker" vector(256),
	"chosen_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"changed_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "dubs" ADD CONSTRAINT "dubs_meeting_id_meetings_meeting_id_fk" FOREIGN KEY ("meeting_id") REFERENCES "public"."meetings"("meeting_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dubs" ADD CONSTRAINT "dubs_account_id_accounts_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("account_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "voice_consents" ADD CONSTRAINT "voice_consents_account_id_accounts_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("account_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "voice_embeddings" ADD CONSTRAINT "voice_embeddings_voice_id_voices_voice_id_fk" FOREIGN KEY ("voice_id") REFERENCES "public"."voices"("voice_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "voice_samples" ADD CONSTRAINT "voice_samples_voice_id_voices_voice_id_fk" FOREIGN KEY ("voice_id") REFERENCES "public"."voices"("voice_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "voice_samples" ADD CONSTRAINT "voice_samples_account_id_accounts_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("account_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "voices" ADD CONSTRAINT "voices_account_id_accounts_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("account_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "dubs_caption" ON "dubs" USING btree ("caption_id","language");--> statement-breakpoint
CREATE INDEX "dubs_meeting" ON "dubs" USING btree ("meeting_id");--> statement-breakpoint
CREATE INDEX "dubs_account" ON "dubs" USING btree ("account_id","voice_id");--> statement-breakpoint
CREATE INDEX "voice_consents_account" ON "voice_consents" USING btree ("account_id","given_at");--> statement-breakpoint
CREATE UNIQUE INDEX "voice_consents_standing" ON "voice_consents" USING btree ("account_id","purpose") WHERE revoked_at is null;--> statement-breakpoint
CREATE INDEX "voice_consents_unerased" ON "voice_consents" USING btree ("revoked_at") WHERE revoked_at is not null and erased_at is null;--> statement-breakpoint
CREATE INDEX "voice_samples_voice" ON "voice_samples" USING btree ("voice_id");--> statement-breakpoint
CREATE INDEX "voice_samples_account" ON "voice_samples" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "voices_account" ON "voices" USING btree ("account_id","created_at");--> statement-breakpoint
CREATE INDEX "voices_unfinished" ON "voices" USING btree ("changed_at") WHERE state not in ('ready', 'refused', 'failed');--> statement-breakpoint
CREATE UNIQUE INDEX "voices_collecting" ON "voices" USING btree ("account_id") WHERE state = 'collecting';