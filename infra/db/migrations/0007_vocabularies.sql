CREATE TABLE "vocabularies" (
	"vocabulary_id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid,
	"team_id" uuid,
	"version" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "vocabularies_owner" CHECK (num_nonnulls(account_id, team_id) = 1)
);
--> statement-breakpoint
CREATE TABLE "vocabulary_dismissals" (
	"vocabulary_id" uuid NOT NULL,
	"key" text NOT NULL,
	CONSTRAINT "vocabulary_dismissals_vocabulary_id_key_pk" PRIMARY KEY("vocabulary_id","key")
);
--> statement-breakpoint
CREATE TABLE "vocabulary_terms" (
	"term_id" uuid PRIMARY KEY NOT NULL,
	"vocabulary_id" uuid NOT NULL,
	"term" text NOT NULL,
	"key" text NOT NULL,
	"sounds" text NOT NULL,
	"translations" jsonb NOT NULL,
	"do_not_translate" boolean NOT NULL,
	"changed_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "vocabularies" ADD CONSTRAINT "vocabularies_account_id_accounts_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("account_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vocabularies" ADD CONSTRAINT "vocabularies_team_id_teams_team_id_fk" FOREIGN KEY ("team_id") REFERENCES "public"."teams"("team_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vocabulary_dismissals" ADD CONSTRAINT "vocabulary_dismissals_vocabulary_id_vocabularies_vocabulary_id_fk" FOREIGN KEY ("vocabulary_id") REFERENCES "public"."vocabularies"("vocabulary_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vocabulary_terms" ADD CONSTRAINT "vocabulary_terms_vocabulary_id_vocabularies_vocabulary_id_fk" FOREIGN KEY ("vocabulary_id") REFERENCES "public"."vocabularies"("vocabulary_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "vocabularies_account" ON "vocabularies" USING btree ("account_id");--> statement-breakpoint
CREATE UNIQUE INDEX "vocabularies_team" ON "vocabularies" USING btree ("team_id");--> statement-breakpoint
CREATE UNIQUE INDEX "vocabulary_terms_key" ON "vocabulary_terms" USING btree ("vocabulary_id","key");