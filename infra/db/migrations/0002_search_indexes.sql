DROP INDEX "line_texts_words";--> statement-breakpoint
CREATE INDEX "line_texts_started" ON "line_texts" USING btree ("started_at");--> statement-breakpoint
CREATE INDEX "line_texts_words" ON "line_texts" USING gin ("words") WITH (fastupdate=false);