#include <cmark.h>
/* malloc_trim, for the memory of large trees. */
#include <malloc.h>
