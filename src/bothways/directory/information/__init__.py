"""Pages of information per place, words explained, and what people say of them."""
