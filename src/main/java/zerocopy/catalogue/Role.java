package zerocopy.catalogue;

/**
 * What the report needs a strategy's rows for, beyond showing them: a price in the cost model, an
 * arm of the section on address translation, a column beside a published table.
 */
public enum Role {
  /** Nothing. */
  NONE,
  /** Price of a copy in memory, by the bytes. */
  COPY,
  /** Price of a copy from a large memory into a chunk. */
  GATHER,
  /** Price of a copy from a chunk into a large memory. */
  SCATTER,
  /** Price of consuming every byte of a heap array. */
  CONSUME_HEAP,
  /** Price of consuming every byte of off-heap memory. */
  CONSUME_DIRECT,
  /** Price of one large read from the page cache, by page offset. */
  LARGE_READ,
  /** Reads of a file that is not in the page cache, beside those of one that is. */
  COLD_READ,
  /** Price of one large write to the page cache. */
  LARGE_WRITE,
  /** Price of a write from memory to a socket. */
  SOCKET_WRITE,
  /** Price of pages handed over to a socket. */
  SOCKET_PAGES,
  /** Price of a file, existing or new, that is written. */
  FILE_WRITTEN,
  /** Price of a file, existing or new, that is written through a mapping. */
  FILE_MAPPED,
  /** Price of a read call of one byte. */
  CALL_READ,
  /** Price of a read call of one byte by way of the JDK's hidden buffer. */
  CALL_READ_HEAP,
  /** Price of a write call of one byte to a file. */
  CALL_FILE_WRITE,
  /** Price of a sendfile call of one byte, with what the JDK asks before. */
  CALL_TRANSFER,
  /** Price of opening, reading a byte and closing. */
  CALL_OPEN_READ_CLOSE,
  /** Price of mapping and unmapping. */
  CALL_MAP_UNMAP,
  /** Price of a read call that moves next to nothing, where {@link #CALL_READ} is missing. */
  CROSSING_READ,
  /** Price of a write call that moves next to nothing. */
  CROSSING_WRITE,
  /** Price of a seek. */
  CROSSING_SEEK,
  /** Price of asking for a file's size. */
  CROSSING_SIZE,
  /** Price of a first touch that maps a window of small pages. */
  FAULT_SMALL,
  /** Price of a first touch that may map a huge page of the page cache. */
  FAULT_LARGE,
  /** Price of a touch without a fault. */
  TOUCH,
  /** Price of unmapping a page that was touched. */
  UNMAP,
  /** Dependent loads of packed lines. */
  LATENCY_DENSE,
  /** Dependent loads of packed lines in huge pages. */
  LATENCY_DENSE_HUGE,
  /** Dependent loads, one line in each page. */
  LATENCY_SPARSE,
  /** Dependent loads, one line in each 4 KiB of huge pages. */
  LATENCY_SPARSE_HUGE,
  /** The read-and-send loop of the article of 2008. */
  ARTICLE_READ_SEND,
  /** The transferTo of the article of 2008. */
  ARTICLE_TRANSFER
}
