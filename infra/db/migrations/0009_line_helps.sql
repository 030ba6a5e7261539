CREATE TABLE "line_helps" (
	"line_id" text NOT NULL,
	"place" integer NOT NULL,
	"term" text NOT NULL,
	"heard" text NOT NULL,
	"source" text NOT NULL,
	"document_id" uuid,
	"ordinal" integer,
	CONSTRAINT "line_helps_line_id_place_pk" PRIMARY KEY("line_id","place")
);
--> statement-breakpoint
ALTER TABLE "line_helps" ADD CONSTRAINT "line_helps_line_id_lines_line_id_fk" FOREIGN KEY ("line_id") REFERENCES "public"."lines"("line_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "line_helps" ADD CONSTRAINT "line_helps_document_id_documents_document_id_fk" FOREIGN KEY ("document_id") REFERENCES "public"."documents"("document_id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "line_helps_document" ON "line_helps" USING btree ("document_id");