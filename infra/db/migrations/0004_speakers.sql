CREATE TABLE "line_speakers" (
	"line_id" text PRIMARY KEY NOT NULL,
	"meeting_id" uuid NOT NULL,
	"peer_id" text NOT NULL,
	"parts" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "meeting_speakers" (
	"meeting_id" uuid NOT NULL,
	"peer_id" text NOT NULL,
	"speaker_id" text NOT NULL,
	"number" integer NOT NULL,
	"name" text,
	"merged_into" text,
	CONSTRAINT "meeting_speakers_meeting_id_peer_id_speaker_id_pk" PRIMARY KEY("meeting_id","peer_id","speaker_id")
);
--> statement-breakpoint
CREATE TABLE "shared_microphones" (
	"meeting_id" uuid NOT NULL,
	"peer_id" text NOT NULL,
	"stopped" boolean DEFAULT false NOT NULL,
	CONSTRAINT "shared_microphones_meeting_id_peer_id_pk" PRIMARY KEY("meeting_id","peer_id")
);
--> statement-breakpoint
CREATE TABLE "speaker_turns" (
	"meeting_id" uuid NOT NULL,
	"peer_id" text NOT NULL,
	"chunk_id" text NOT NULL,
	"speaker_id" text NOT NULL,
	"start_ms" double precision NOT NULL,
	"end_ms" double precision NOT NULL
);
--> statement-breakpoint
CREATE TABLE "speech_chunks" (
	"meeting_id" uuid NOT NULL,
	"peer_id" text NOT NULL,
	"chunk_id" text NOT NULL,
	"start_ms" double precision NOT NULL,
	"end_ms" double precision NOT NULL,
	"state" text NOT NULL,
	"cause" text,
	"kept" boolean NOT NULL,
	"pieces" jsonb NOT NULL,
	CONSTRAINT "speech_chunks_meeting_id_peer_id_chunk_id_pk" PRIMARY KEY("meeting_id","peer_id","chunk_id")
);
--> statement-breakpoint
ALTER TABLE "rooms" ADD COLUMN "keeps_audio" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "lines" ADD COLUMN "words" jsonb;--> statement-breakpoint
ALTER TABLE "line_speakers" ADD CONSTRAINT "line_speakers_meeting_id_meetings_meeting_id_fk" FOREIGN KEY ("meeting_id") REFERENCES "public"."meetings"("meeting_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "meeting_speakers" ADD CONSTRAINT "meeting_speakers_meeting_id_meetings_meeting_id_fk" FOREIGN KEY ("meeting_id") REFERENCES "public"."meetings"("meeting_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shared_microphones" ADD CONSTRAINT "shared_microphones_meeting_id_meetings_meeting_id_fk" FOREIGN KEY ("meeting_id") REFERENCES "public"."meetings"("meeting_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "speaker_turns" ADD CONSTRAINT "speaker_turns_meeting_id_meetings_meeting_id_fk" FOREIGN KEY ("meeting_id") REFERENCES "public"."meetings"("meeting_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "speech_chunks" ADD CONSTRAINT "speech_chunks_meeting_id_meetings_meeting_id_fk" FOREIGN KEY ("meeting_id") REFERENCES "public"."meetings"("meeting_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "line_speakers_microphone" ON "line_speakers" USING btree ("meeting_id","peer_id");--> statement-breakpoint
CREATE UNIQUE INDEX "meeting_speakers_number" ON "meeting_speakers" USING btree ("meeting_id","number");--> statement-breakpoint
CREATE INDEX "speaker_turns_microphone" ON "speaker_turns" USING btree ("meeting_id","peer_id","start_ms");