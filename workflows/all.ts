/** Every workflow of the product, by the name that it is started with. */
export {}
