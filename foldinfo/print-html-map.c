/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The picture of a report: where in the kernel's memory changes lie. First all
 * of it, to scale, without what is between the sections; then each section that
 * has changes, as wide as the page. */
#include "foldinfo/html.h"
#include "foldinfo/print-html.h"

enum {
	WIDTH = 1000, /* of a picture, in its own units */
	HEIGHT = 20,
	MOST_AREAS = 12, /* that are shown one by one */
};

/* -- Marks ------------------------------------------------------------------ */

/* A mark of CHANGE at X, which leads to its row. Not by the keyboard: that would
 * be one step more for each row. */
static void put_mark(FILE *to, const struct answer_report *report,
		     const struct answer_change *change, double x)
{
	const struct answer_item *item = &change->difference->item;

	fprintf(to,
		"<a href=\"#c%td\" tabindex=\"-1\"><path class=\"%s\" d=\"M%.1f 0V%d\"><title>",
		change - report->changes.data,
		html_verdict_class(html_verdict_of(change)), x, HEIGHT);
	html_text(to, item->name);
	fprintf(to, " 0x%0*" PRIx64 "%s", html_digits(report), change->address,
		*change->remark ? ", " : "");
	html_text(to, change->remark);
	fputs("</title></path></a>", to);
}

static void begin_picture(FILE *to, const char *class)
{
	fprintf(to,
		"<svg class=\"%s\" viewBox=\"0 0 %d %d\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"",
		class, WIDTH, HEIGHT);
}

static double place_in(const struct answer_area *area,
		       const struct answer_change *change, double scale)
{
	return (double)(change->address - area->address) * scale;
}

/* The worst is drawn last, over the others. */
static void put_marks(FILE *to, const struct answer_report *report, size_t area,
		      double scale)
{
	const struct answer_change *change;

	for (int v = 0; v < AUDIT_NVERDICTS; v++)
		vec_for_each(&report->changes, change)
			if ((int)html_verdict_of(change) == v &&
			    change->has_address && change->area == area)
				put_mark(to, report, change,
					 place_in(&report->areas.data[area],
						  change, scale));
}

/* Where an area begins in the picture of all. */
static double start_of(const struct answer_report *report, size_t area,
		       double scale)
{
	double bytes = 0;

	for (size_t i = 0; i < area; i++)
		bytes += (double)report->areas.data[i].size;
	return bytes * scale;
}

/* The same in all areas, as one line for each verdict: what they are the pictures
 * of the areas tell. */
static void put_ticks(FILE *to, const struct answer_report *report,
		      double scale)
{
	const struct answer_change *change;

	for (int v = 0; v < AUDIT_NVERDICTS; v++) {
		fprintf(to, "<path class=\"%s\" d=\"M0 0",
			html_verdict_class((enum audit_verdict)v));
		vec_for_each(&report->changes, change)
			if ((int)html_verdict_of(change) == v &&
			    change->has_address)
				fprintf(to, "M%.1f 0V%d",
					start_of(report, change->area, scale) +
						place_in(
							&report->areas.data
								 [change->area],
							change, scale),
					HEIGHT);
		fputs("\"/>", to);
	}
}

/* -- Pictures --------------------------------------------------------------- */

static void put_overview(FILE *to, const struct answer_report *report)
{
	const struct answer_area *area;
	double total = 0, at = 0, scale;

	vec_for_each(&report->areas, area)
		total += (double)area->size;
	scale = WIDTH / (total > 0 ? total : 1);
	fputs("<figure class=all><figcaption><span><b>All of the kernel</b>, to scale</span><span class=key><i class=code></i>code <i class=data></i>data</span></figcaption>",
	      to);
	begin_picture(to, "map");
	fputs("All sections of the kernel, to scale, with the changes in them; the sections with changes follow.\">",
	      to);
	vec_for_each(&report->areas, area) {
		double width = (double)area->size * scale;

		fprintf(to,
			"<rect class=\"%s\" x=\"%.2f\" width=\"%.2f\" height=\"%d\"><title>",
			area->is_code ? "code" : "data", at, width, HEIGHT);
		html_text(to, area->name);
		fputs("</title></rect>", to);
		at += width;
	}
	put_ticks(to, report, scale);
	fputs("</svg></figure>\n", to);
}

static void put_area(FILE *to, const struct answer_report *report,
		     size_t number)
{
	const struct answer_area *area = &report->areas.data[number];

	fputs("<figure><figcaption>", to);
	html_code(to, area->name);
	fputs(" <span class=sub>", to);
	html_count(to, area->nchanges, "change", "changes");
	fputs(" in ", to);
	html_count(to, area->size, "byte", "bytes");
	fprintf(to, " of %s, from ", area->is_code ? "code" : "data");
	html_address(to, area->address, html_digits(report));
	fputs(" to ", to);
	html_address(to, area->address + area->size, html_digits(report));
	fputs("</span></figcaption>", to);
	begin_picture(to, area->is_code ? "strip code" : "strip data");
	fprintf(to, "%zu %s in ", area->nchanges,
		area->nchanges == 1 ? "change" : "changes");
	html_text(to, area->name);
	fputs(", by address; the table of changes has the same.\">", to);
	put_marks(to, report, number,
		  WIDTH / (double)(area->size ? area->size : 1));
	fputs("</svg></figure>\n", to);
}

/* -- The section ------------------------------------------------------------ */

static size_t count_unplaced(const struct answer_report *report)
{
	const struct answer_change *change;
	size_t count = 0;

	vec_for_each(&report->changes, change)
		count += !change->has_address;
	return count;
}

static void put_areas(FILE *to, const struct answer_report *report)
{
	size_t shown = 0, left = 0, changes = 0;

	put_overview(to, report);
	for (size_t i = 0; i < report->areas.size; i++) {
		if (!report->areas.data[i].nchanges)
			continue;
		if (shown++ < MOST_AREAS) {
			put_area(to, report, i);
			continue;
		}
		left++;
		changes += report->areas.data[i].nchanges;
	}
	if (!left)
		return;
	fputs("<p class=sub>There are ", to);
	html_count(to, changes, "change", "changes");
	fputs(" in ", to);
	html_count(to, left, "more section", "more sections");
	fputs(".</p>", to);
}

void html_map(FILE *to, const struct answer_report *report)
{
	size_t unplaced = count_unplaced(report);

	if (!report->changes.size)
		return;
	fputs("<section id=map aria-labelledby=map-h><h2 id=map-h>Where the changes lie</h2>\n",
	      to);
	if (!report->kernel) {
		fputs("<p class=sub>There is no picture: that needs the sidecar of a linked kernel, and objects have no addresses.</p></section>\n",
		      to);
		return;
	}
	fputs("<p class=sub>Addresses are those of ", to);
	html_code(to, report->kernel);
	fputs(".", to);
	if (unplaced) {
		fputs(" There is no place in it for ", to);
		html_count(to, unplaced, "change", "changes");
		fputs(": what is new, and what its symbol table doesn't tell apart.",
		      to);
	}
	fputs("</p>\n", to);
	put_areas(to, report);
	fputs("</section>\n", to);
}
