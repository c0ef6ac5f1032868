/* mapping_built_in: the maps that come with the tool. */
#include "rows/mapping.h"

/* A CSV file whose columns are named after a product's fields; columns as "number:weight" are attributes. */
static const char csv_map[] = "product_id = product_id\n"
                              "title = title\n"
                              "brand = brand\n"
                              "categories = categories |\n"
                              "description = description\n"
                              "price = price USD\n"
                              "price_minor = price_minor USD\n"
                              "currency = currency\n"
                              "stars = stars\n"
                              "rating_count = rating_count\n"
                              "stock = stock\n"
                              "colours = colours |\n"
                              "sizes = sizes |\n"
                              "codes = codes |\n"
                              "url = url\n"
                              "image_url = image_url\n"
                              "released_at = released_at\n"
                              "text:* = attribute text\n"
                              "number:* = attribute number\n"
                              "flag:* = attribute flag\n";

/* Open Icecat, as the search benchmark Chorus has it: a document a line, attributes named after their type.
 */
static const char icecat_map[] = "id = product_id\n"
                                 "title = title\n"
                                 "supplier = brand\n"
                                 "short_description = description\n"
                                 "price = price_minor USD\n"
                                 "name = code\n"
                                 "ean = codes\n"
                                 "img_500x500 = image_url\n"
                                 "img_high = image_url\n"
                                 "date_released = released_at\n"
                                 "attr_t_product_type = category\n"
                                 "attr_t_type = category\n"
                                 "attr_t_product_colour = colours ,\n"
                                 "attr_n_display_diagonal = attribute number display_diagonal inch\n"
                                 "attr_n_weight = attribute number weight g\n"
                                 "attr_n_width = attribute number width mm\n"
                                 "attr_n_height = attribute number height mm\n"
                                 "attr_n_depth = attribute number depth mm\n"
                                 "attr_n_internal_memory = attribute number internal_memory GB\n"
                                 "attr_n_hdd_capacity = attribute number hdd_capacity GB\n"
                                 "attr_t_* = attribute text\n"
                                 "attr_n_* = attribute number\n"
                                 "attr_b_* = attribute flag\n";

const char *mapping_built_in(struct str name)
{
    static const struct {
        const char *name, *text;
    } maps[] = {{"csv", csv_map}, {"icecat", icecat_map}};

    for (size_t i = 0; i < COUNT_OF(maps); i++) {
        if (str_is(name, maps[i].name))
            return maps[i].text;
    }
    return NULL;
}
