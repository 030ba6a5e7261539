CREATE TABLE "meeting_usage" (
	"meeting_id" uuid NOT NULL,
	"used_at" timestamp with time zone NOT NULL,
	"kind" text NOT NULL,
	"count" integer NOT NULL,
	CONSTRAINT "meeting_usage_meeting_id_used_at_kind_pk" PRIMARY KEY("meeting_id","used_at","kind")
);
--> statement-breakpoint
CREATE TABLE "stage_costs" (
	"spent_at" timestamp with time zone NOT NULL,
	"stage" text NOT NULL,
	"requests" integer NOT NULL,
	"cpu_ms" double precision NOT NULL,
	CONSTRAINT "stage_costs_spent_at_stage_pk" PRIMARY KEY("spent_at","stage")
);
--> statement-breakpoint
CREATE TABLE "text_measures" (
	"line_id" text NOT NULL,
	"language" text NOT NULL,
	"meeting_id" uuid NOT NULL,
	"spoken_at" timestamp with time zone NOT NULL,
	"lag_ms" integer NOT NULL,
	"cached" boolean,
	CONSTRAINT "text_measures_line_id_language_pk" PRIMARY KEY("line_id","language")
);
--> statement-breakpoint
ALTER TABLE "meeting_usage" ADD CONSTRAINT "meeting_usage_meeting_id_meetings_meeting_id_fk" FOREIGN KEY ("meeting_id") REFERENCES "public"."meetings"("meeting_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "text_measures" ADD CONSTRAINT "text_measures_line_id_lines_line_id_fk" FOREIGN KEY ("line_id") REFERENCES "public"."lines"("line_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "text_measures_meeting" ON "text_measures" USING btree ("meeting_id","spoken_at");